"""AcceptLanguage: our own messages in Japanese (jp) and Chinese (zh), all else in English. docs/decisions/0007."""

from typing import Any

import pytest
from botocore import xform_name
from botocore.model import ListShape, Shape, StringShape, StructureShape

from launchpath.api.operations import OPERATIONS
from tests.making import MadeProduct, Making
from tests.people import People
from tests.protocols import cbor_session
from tests.refusals import DENIED, ILL_FORMED, INVALID, NOT_FOUND, refusal
from tests.running import RunningServer, ended

NOWHERE = "prod-aaaaaaaaaaaaa"


@pytest.mark.parametrize(
    ("language", "text"), [("jp", f"製品 {NOWHERE} が見つかりません。"), ("zh", f"未找到产品 {NOWHERE}。")]
)
def test_a_refusal_is_told_in_the_callers_language(admin: Any, developer: Any, language: str, text: str) -> None:
    for client, operation in ((developer, "describe_product"), (admin, "describe_product_as_admin")):
        assert refusal(getattr(client, operation), Id=NOWHERE, AcceptLanguage=language) == (NOT_FOUND, text)


@pytest.mark.parametrize(
    "asked", [{}, *({"AcceptLanguage": odd} for odd in ("en", "fr", "EN", "JP", "ja", "zh-CN", ""))]
)
def test_without_a_language_of_the_services_it_is_english(developer: Any, asked: dict[str, str]) -> None:
    """API reference: en (default), jp, zh. Clients match the English texts, so these stay as they are (3.3)."""
    assert refusal(developer.describe_product, Id=NOWHERE, **asked) == (NOT_FOUND, f"Product {NOWHERE} not found.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("jp", "製品の ID または名前のいずれか一方を指定してください。両方を指定することはできません。"),
        ("zh", "您必须提供产品的 ID 或名称，但不能同时提供两者。"),
    ],
)
def test_what_a_sentence_speaks_of_is_told_in_the_same_language(developer: Any, language: str, text: str) -> None:
    asked = {"Id": NOWHERE, "Name": "x", "AcceptLanguage": language}
    assert refusal(developer.describe_product, **asked) == (INVALID, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("jp", "SearchQuery を「name:」の位置で解釈できません: 値がありません。field:value の形式"),
        ("zh", "无法在“name:”处解析 SearchQuery：缺少值。请使用 field:value"),
    ],
)
def test_a_query_is_explained_in_the_callers_language(developer: Any, language: str, text: str) -> None:
    asked = {"Filters": {"SearchQuery": ["name:"]}, "AcceptLanguage": language}
    code, told = refusal(developer.search_provisioned_products, **asked)
    assert (code, told[: len(text)]) == (INVALID, text)


RULE = {"Rules": {"Short": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "Delay"}, "0"]}}]}}}
DESCRIBED = {
    "Rules": {
        "Described": {
            "Assertions": [
                {"Assert": {"Fn::Equals": [{"Ref": "Delay"}, "1"]}, "AssertDescription": "One {second}!"},
                {"Assert": {"Fn::Equals": [{"Ref": "Nothing"}, "1"]}, "AssertDescription": "Two!"},
            ]
        }
    }
}


@pytest.fixture(scope="module")
def ruled(making: Making) -> MadeProduct:
    """A product with a rule that says what it wants, and one that does not."""
    portfolio = making.portfolio(product := making.product())
    for rules in (RULE, DESCRIBED):
        making.constraint(portfolio, product, "TEMPLATE", rules)
    return product


@pytest.mark.parametrize(
    ("language", "judged", "broken"),
    [
        (
            "jp",
            "Two! (ルールを判定できません: 値を持つパラメータ Nothing が存在しません。)",
            "この製品のルール「Short」では、これらのパラメータ値は許可されていません。",
        ),
        ("zh", "Two!（无法判定该规则：不存在具有值的参数 Nothing。）", "此产品的规则“Short”不允许这些参数值。"),
    ],
)
def test_what_an_author_wrote_stays_and_what_we_add_is_told(
    ruled: MadeProduct, developer: Any, language: str, judged: str, broken: str
) -> None:
    """4.5.1: an AssertDescription is the author's text; where there is none we have a sentence of our own."""
    code, text = refusal(ruled.launch, client=developer, parameters={"Delay": "5"}, AcceptLanguage=language)
    assert code == INVALID
    assert text in (f"One {{second}}! {judged} {broken}", f"{broken} One {{second}}! {judged}")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "jp",
            "入力パラメータが無効です。TEMPLATE 制約: ルール「R」の Assert, Fn::Not: "
            "ここには真または偽を返す関数 (Fn::Equals など)を指定する必要があります。",
        ),
        (
            "zh",
            "输入参数无效。TEMPLATE 约束：规则“R”的 Assert, Fn::Not：此处必须是返回真或假的函数（例如 Fn::Equals）。",
        ),
    ],
)
def test_a_rule_that_is_not_written_as_one_is_explained(making: Making, language: str, text: str) -> None:
    portfolio = making.portfolio(product := making.product())
    rules = {"Rules": {"R": {"Assertions": [{"Assert": {"Fn::Not": ["x"]}}]}}}
    asked = (portfolio, product, "TEMPLATE", rules)
    with pytest.raises(making.admin.exceptions.InvalidParametersException) as caught:
        making.constraint(*asked, AcceptLanguage=language)
    assert caught.value.response["Error"]["Message"] == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("jp", "templateBody が無効です。テンプレートが有効であることを確認してください。"),
        ("zh", "templateBody 无效。请确保您的模板有效。"),
    ],
)
def test_cloudformations_own_words_about_a_template_stay_english(making: Making, language: str, text: str) -> None:
    own = "Template format error: At least one Resources member must be defined."
    with pytest.raises(making.admin.exceptions.InvalidParametersException) as caught:
        making.product("Resources: {}", AcceptLanguage=language)
    assert caught.value.response["Error"]["Message"] == text + own


def test_what_the_engine_says_stays_english(making: Making, developer: Any) -> None:
    """3.4: it was written before anybody knew who would read it, and programs match it."""
    record = making.offered().launch(developer, parameters={"Delay": "x"}, AcceptLanguage="jp")
    ended(developer, record["RecordId"])
    (error,) = developer.describe_record(Id=record["RecordId"], AcceptLanguage="jp")["RecordDetail"]["RecordErrors"]
    assert error["Description"].startswith("AmazonCloudFormationException  Parameter 'Delay' must be a number")


def test_what_breaks_the_shape_of_a_request_is_told_in_english(developer: Any) -> None:
    """A request that can't be read has no language yet; the texts are the service's (3.2)."""
    code, text = refusal(developer.describe_product, Id="prod 1", AcceptLanguage="jp")
    assert code == ILL_FORMED
    assert text.startswith("1 validation error detected: Value ")


def test_both_protocols_carry_it(demo: RunningServer) -> None:
    client = demo.client("developer", session=cbor_session())
    text = f"製品 {NOWHERE} が見つかりません。"
    assert refusal(client.describe_product, Id=NOWHERE, AcceptLanguage="jp") == (NOT_FOUND, text)


def test_both_editions_speak_it(demo: RunningServer) -> None:
    client = demo.client("developer", endpoint_url=f"{demo.url}/2016-07-07")
    assert refusal(client.describe_product, Id=NOWHERE, AcceptLanguage="zh") == (NOT_FOUND, f"未找到产品 {NOWHERE}。")


# --- every operation ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nobody(people: People) -> Any:
    """Who may do nothing: every operation that we have refuses them, every other one refuses anybody."""
    return people.user(people.policy({"Action": "s3:GetObject"})).client


SPEAKING = [name for name, one in OPERATIONS.items() if "accept_language" in one.input.__struct_fields__]

#: What fits the few shapes that take less than others.
CHOSEN = {
    "SourceProductArn": "arn:aws:catalog:us-east-1:123456789012:product/prod-x",
    "Definition": {"Name": "AWS-RestartEC2Instance"},
    "ProvisionedProductProperties": {"OWNER": "arn:aws:iam::123456789012:user/x"},
}


def needed(shape: Shape) -> Any:
    """A value of a shape, with what it must have alone."""
    if isinstance(shape, StructureShape):
        return {name: CHOSEN.get(name) or needed(shape.members[name]) for name in shape.required_members}
    if isinstance(shape, ListShape):
        return [needed(shape.member)]
    if isinstance(shape, StringShape):
        return shape.enum[0] if shape.enum else "x1"
    return {}


def test_most_operations_take_a_language() -> None:
    assert len(SPEAKING) == 72


@pytest.mark.parametrize("operation", SPEAKING)
def test_each_operation_refuses_in_the_callers_language(nobody: Any, operation: str) -> None:
    call = getattr(nobody, xform_name(operation))
    asked = needed(nobody.meta.service_model.operation_model(operation).input_shape)
    told = [refusal(call, **asked, **({"AcceptLanguage": one} if one else {})) for one in (None, "en", "jp", "zh")]
    assert told[0] == told[1]
    assert {code for code, _ in told} <= {DENIED, "OperationNotSupportedException"}
    assert len({text for _, text in told}) == 3
    assert [operation in text for _, text in told] == [True] * 4
