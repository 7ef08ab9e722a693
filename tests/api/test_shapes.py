"""The generated structs say what the service's model says, in Python's words."""

import gzip
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any, get_args

import botocore
import msgspec
import pytest

from launchpath.api import types
from launchpath.api.operations import OPERATIONS, SIGNING_NAME, TARGET_PREFIX

MODEL = Path(botocore.__file__).parent / "data" / "servicecatalog" / "2015-12-10" / "service-2.json.gz"
model: dict[str, Any] = json.loads(gzip.decompress(MODEL.read_bytes()))


def test_every_operation_of_the_model_is_in_the_table_under_boto3s_name() -> None:
    assert set(OPERATIONS) == set(model["operations"])
    assert all(botocore.xform_name(name) == operation.python_name for name, operation in OPERATIONS.items())
    assert len(OPERATIONS) == 90


def test_the_names_that_the_protocols_use_are_the_models() -> None:
    assert model["metadata"]["targetPrefix"] == TARGET_PREFIX
    assert SIGNING_NAME == "servicecatalog"


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_requests_and_replies_have_the_members_of_the_model(name: str) -> None:
    operation = OPERATIONS[name]
    for shape in (operation.input, operation.output):
        members = model["shapes"][shape.__name__]["members"]
        assert shape.__struct_encode_fields__ == tuple(members)
        assert shape.__struct_fields__ == tuple(botocore.xform_name(member) for member in members)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_exactly_the_members_that_the_model_requires_are_required(name: str) -> None:
    shape = OPERATIONS[name].input
    required = {field.encode_name for field in msgspec.structs.fields(shape) if field.required}
    assert required == set(model["shapes"][shape.__name__].get("required", ()))


def test_a_shape_that_only_replies_use_may_be_built_empty() -> None:
    assert msgspec.json.encode(types.RecordDetail()) == b"{}"


def test_null_means_absent() -> None:
    request = msgspec.json.decode(b'{"PageSize":null}', type=types.SearchProductsInput)
    assert request == types.SearchProductsInput()


def test_false_and_zero_and_the_empty_string_are_sent() -> None:
    summary = types.ProductViewSummary(has_default_path=False, distributor="")
    assert msgspec.json.encode(summary) == b'{"Distributor":"","HasDefaultPath":false}'


def test_the_status_that_the_model_lacks_is_known() -> None:
    """Semantics 4.2: CreateProduct answers CREATED, which the enumeration does not list."""
    assert get_args(types.Status) == ("AVAILABLE", "CREATING", "FAILED", "CREATED")


def test_a_pattern_matches_the_whole_value() -> None:
    for value in ("prod-1 ", "prod-1\n", "é"):
        with pytest.raises(msgspec.ValidationError, match="matching regex"):
            msgspec.convert({"Id": value}, types.DescribeRecordInput)


def test_a_workflow_token_may_be_a_uuid() -> None:
    """Semantics 1.3: the real tokens have hyphens, which the model's pattern would refuse."""
    token = "5528a4c1-2a1a-4b9e-b1b9-7293b0ddff42"
    reply = {"WorkflowToken": token, "RecordId": "rec-1", "Status": "SUCCEEDED", "IdempotencyToken": "t"}
    assert msgspec.convert(reply, types.NotifyTerminateProvisionedProductEngineWorkflowResultInput)


def test_tag_keys_allow_the_letters_numbers_and_separators_of_every_script_and_nothing_else() -> None:
    r"""The pattern is `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`, for which Python's re has no words."""
    (meta,) = types.TagKey.__metadata__  # type: ignore[attr-defined]
    allowed = re.compile(meta.pattern)
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        expected = unicodedata.category(character)[0] in "LZN" or character in "_.:/=+-@"
        assert bool(allowed.search(character)) is expected, hex(code)


def test_whole_numbers_end_where_the_services_integers_end() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"StackSetFailureToleranceCount": 2**31}, types.ProvisioningPreferences)


def test_secrets_do_not_show_in_a_repr() -> None:
    request = types.ProvisionProductInput(
        provisioned_product_name="db",
        provision_token="t",
        provisioning_parameters=(types.ProvisioningParameter(key="Password", value="hunter2"),),
    )
    assert "hunter2" not in repr(request)
    assert "ProvisioningParameter(key='Password', value=****)" in repr(request)


def test_shapes_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        types.Tag(key="a", value="b").key = "c"  # type: ignore[misc]
