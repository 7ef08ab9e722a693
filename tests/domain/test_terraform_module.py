"""A Terraform module: its variables as parameters, its outputs, its resources (semantics 7.4)."""

import json

import pytest

from launchpath.domain import artifact, hcl, terraform_module
from launchpath.domain.parameter import Parameter
from launchpath.domain.template_tree import TemplateError
from launchpath.domain.terraform_module import ModuleError
from tests.terraform import archive


def parameters(**texts: str) -> dict[str, Parameter]:
    return {one.key: one for one in terraform_module.read(archive(**texts)).parameters}


def parameter(block: str) -> Parameter:
    """The parameter that a variable block with these lines makes."""
    return parameters(main=f'variable "it" {{\n{block}\n}}')["it"]


def refusal(content: bytes) -> str:
    with pytest.raises(ModuleError) as refused:
        terraform_module.read(content)
    return refused.value.refusal


def test_a_variable_becomes_a_parameter() -> None:
    found = parameter('type = string\ndefault = "small"\ndescription = "How large."')
    assert found == Parameter(key="it", type="string", default="small", description="How large.")


def test_parameters_keep_the_order_of_their_files() -> None:
    assert list(parameters(b='variable "two" {}', a='variable "one" {}\nvariable "three" {}')) == [
        "one",
        "three",
        "two",
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("string", "string"),
        ("number", "number"),
        ("list(string)", "list(string)"),
        (
            "map( object({ a = string, b = optional(number, 3) }) )",
            "map(object({a = string, b = optional(number, 3)}))",
        ),
        ('"string"', "string"),
        ('"list"', "list(any)"),
    ],
)
def test_a_type_is_told_as_terraform_spells_it(written: str, told: str) -> None:
    assert parameter(f"type = {written}").type == told


def test_a_variable_without_type_is_of_any() -> None:
    assert parameter("").type == "any"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('"a \\"b\\" \\u00e9 $${c}"', 'a "b" é ${c}'),
        ("5", "5"),
        ("-2.5", "-2.5"),
        ("5e3", "5000.0"),
        ("true", "true"),
        ('["a", "b"]', '["a", "b"]'),
        ('{ a = "x", "b" : [1, null] }', '{"a": "x", "b": [1, null]}'),
        ("<<EOT\none\n  two\\n\nEOT", "one\n  two\\n\n"),
        ("<<-EOT\n    one\n      two\n  EOT", "one\n  two\n"),
    ],
)
def test_a_default_is_told_as_the_text_that_a_launch_would_give(written: str, told: str) -> None:
    assert parameter(f"default = {written}").default == told


def test_a_variable_without_default_must_be_given_and_one_with_null_may_be_left_out() -> None:
    assert not parameter("type = string").optional
    assert parameter("type = string\ndefault = null").optional


def test_a_default_that_is_no_literal_is_refused() -> None:
    content = archive(main='variable "it" {\ndefault = upper("a")\n}')
    assert refusal(content).endswith('main.tf can\'t be read: variable it (line 1): upper("a") is no literal value.')


def test_a_refusal_names_the_file_and_the_line() -> None:
    late = archive(main="", second='variable "a" {}\n\nvariable "it" {\n  default = upper("a")\n}')
    assert "second.tf can't be read: variable it (line 3): " in refusal(late)
    assert "second.tf can't be read: it makes no sense from line 2, " in refusal(archive(main="", second="a = 1\n}{"))
    assert "main.tf can't be read: it makes no sense from line 3, " in refusal(archive(main="\nvariable {"))


@pytest.mark.parametrize("depth", [90, 5_000, 20_000])
def test_json_that_nests_too_deep_is_refused_in_a_sentence(depth: int) -> None:
    text = '{"variable": {"it": {"default": ' + "[" * depth + "]" * depth + "}}}"
    assert refusal(archive(**{"main.tf.json": text})).endswith(
        "main.tf.json can't be read: it nests deeper than 80 levels."
    )


def test_more_variables_than_anybody_fills_in_are_refused_before_they_are_read() -> None:
    blocks = {f"v{number}": {} for number in range(terraform_module.MOST_VARIABLES + 1)}
    written = "".join(f'variable "{name}" {{}}\n' for name in blocks)
    for content in (archive(main=written), archive(**{"main.tf.json": json.dumps({"variable": blocks})})):
        assert refusal(content).endswith("The root module has more than 1,000 variables.")


def test_a_root_module_that_would_take_long_to_read_is_refused_before_it_is() -> None:
    half = "# " + "a" * (hcl.MOST_BYTES // 2)
    assert "more than 500,000 letters" in refusal(archive(main=half, more=half))
    assert "more than 60,000 words and signs" in refusal(archive(main="a = 1\n" * 15_000, more="a = 1\n" * 6_000))


@pytest.mark.parametrize("block", ['backend "local" {}', "cloud {}"])
def test_an_override_file_lays_no_backend_over_ours(block: str) -> None:
    """They are laid over each other in the order of their names."""
    content = archive(main="", z_override=f"terraform {{\n  {block}\n}}")
    assert "z_override.tf names a backend: " in refusal(content)
    assert terraform_module.read(archive(main=f"terraform {{\n  {block}\n}}")).parameters == ()


def test_sensitive_means_no_echo() -> None:
    assert parameter("sensitive = true").no_echo
    assert not parameter("sensitive = false").no_echo


def test_a_validation_tells_its_message_and_a_choice_its_values() -> None:
    found = parameter(
        'validation {\ncondition = contains(["a", "b"], var.it)\nerror_message = "Choose a or b."\n}\n'
        'validation {\ncondition = length(var.it) < 9\nerror_message = "Be brief."\n}'
    )
    assert found.allowed_values == ("a", "b")
    assert found.constraint_description == "Choose a or b. Be brief."


def test_override_files_are_laid_over_the_others_in_the_order_of_their_names() -> None:
    found = parameters(
        main='variable "it" {\ntype = string\ndefault = "main"\n}',
        a_override='variable "it" {\ndefault = "a"\n}',
        override='variable "it" {\nsensitive = true\ndefault = "last"\n}',
    )["it"]
    assert (found.type, found.default, found.no_echo) == ("string", "last", True)


def test_json_files_are_read_too() -> None:
    found = parameters(**{"main.tf.json": '{"variable": {"it": {"type": "list(string)", "default": ["a"]}}}'})
    assert found["it"] == Parameter(key="it", type="list(string)", default='["a"]')


def test_only_the_root_module_is_asked() -> None:
    found = parameters(main='module "net" {\nsource = "./net"\n}', net__main='variable "inner" {}')
    assert found == {}


def test_resources_and_outputs_are_told() -> None:
    content = terraform_module.read(
        archive(main='resource "null_resource" "a" {}\noutput "id" {\nvalue = 1\ndescription = "The id."\n}')
    )
    assert [(one.name, one.type) for one in content.resources] == [("null_resource.a", "null_resource")]
    assert [(one.key, one.description) for one in content.outputs] == [("id", "The id.")]


def test_an_archive_without_tf_files_is_refused_in_the_services_words() -> None:
    """Semantics 7.4."""
    assert refusal(archive(**{"README.md": "hello"})) == (
        "Error occurred during parameter parsing: No .tf files found. Nothing to parse. Make sure the root directory "
        "of the Terraform open source configuration file contains the .tf files for the root module."
    )


@pytest.mark.parametrize("text", ["variable {", "][", 'variable "a" {\n  default = \n}', "a = " + "[" * 5_000])
def test_what_is_not_terraforms_language_is_refused_with_its_place(text: str) -> None:
    assert "Error occurred during parameter parsing: main.tf can't be read: " in refusal(archive(main=text))


def test_what_would_stand_in_the_engines_way_is_refused() -> None:
    assert ".terraform/providers can't be" in refusal(archive(main="", **{".terraform__providers": ""}))


def test_a_text_is_a_template_and_a_gzip_is_an_archive() -> None:
    assert artifact.content_of(b"Resources: {}") == "Resources: {}"
    assert isinstance(artifact.content_of(archive(main="")), bytes)


def test_a_product_is_made_of_what_its_type_needs() -> None:
    with pytest.raises(TemplateError, match="is an archive"):
        artifact.check_kind(archive(main=""), "CLOUD_FORMATION_TEMPLATE", "here")
    with pytest.raises(ModuleError, match="Artifact from here is not a valid"):
        artifact.check_kind("Resources: {}", "TERRAFORM_OPEN_SOURCE", "here")
