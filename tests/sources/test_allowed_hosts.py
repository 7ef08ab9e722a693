"""Templates come from the https hosts that the operator allowed, and redirects lead to such hosts alone."""

import pytest

from launchpath.api.errors import InvalidParametersException
from launchpath.sources import Sources, host_and_port
from tests.sources.conftest import Host, self_made_certificate

TEMPLATE = b"Resources: {}\n"


@pytest.fixture
def sources(host: Host) -> Sources:
    return Sources("us-east-1", allowed_hosts=frozenset({host.name}))


def test_a_template_is_read_from_an_allowed_host(host: Host, sources: Sources) -> None:
    assert sources.fetch(host.text("/t.yaml?version=2", TEMPLATE)) == TEMPLATE.decode()
    assert host.asked == ["/t.yaml?version=2"]


def test_the_name_of_a_host_is_compared_without_regard_to_case(host: Host) -> None:
    host.text("/t.yaml", TEMPLATE)
    shouted = Sources("us-east-1", allowed_hosts=frozenset({host.name.upper()}))
    assert shouted.fetch(f"https://LocalHost:{host.port}/t.yaml") == TEMPLATE.decode()


def test_a_host_is_allowed_on_the_port_that_the_operator_named(host: Host) -> None:
    url = host.text("/t.yaml", TEMPLATE)
    with pytest.raises(InvalidParametersException, match="operator allowed"):
        Sources("us-east-1", allowed_hosts=frozenset({"localhost"})).fetch(url)
    assert host.asked == []


def test_another_name_of_the_same_machine_is_another_host(host: Host, sources: Sources) -> None:
    host.text("/t.yaml", TEMPLATE)
    with pytest.raises(InvalidParametersException, match="operator allowed"):
        sources.fetch(f"https://127.0.0.1:{host.port}/t.yaml")
    assert host.asked == []


def test_a_host_with_a_certificate_that_nobody_vouches_for_is_not_read(
    host: Host, sources: Sources, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other") / "other.pem"
    other.write_bytes(self_made_certificate())
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    with pytest.raises(InvalidParametersException, match="SSLCertVerificationError"):
        sources.fetch(host.text("/t.yaml", TEMPLATE))
    assert host.asked == []


@pytest.mark.parametrize(
    "onward", ["/moved.yaml", "https://LOCALHOST:{port}/moved.yaml", "//localhost:{port}/moved.yaml"]
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_an_allowed_host_is_followed(host: Host, sources: Sources, onward: str, status: int) -> None:
    host.text("/moved.yaml", TEMPLATE)
    assert sources.fetch(host.redirect("/t.yaml", onward.format(port=host.port), status)) == TEMPLATE.decode()


@pytest.mark.parametrize(
    "onward",
    [
        "https://127.0.0.1:{port}/secret",
        "https://localhost/secret",
        "https://[::1]:{port}/secret",
        "http://localhost:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "//127.0.0.1:{port}/secret",
        "\\\\127.0.0.1:{port}\\secret",
        "https://127.0.0.1:{port}\\@localhost:{port}/secret",
        "https://user@localhost:{port}/secret",
        "file:///etc/passwd",
        "ftp://localhost:{port}/secret",
        "s3://bucket/secret",
        "launchpath://templates/secret",
        "https://[::1",
        "https://localhost:99999/secret",
        "https://ｌocalhost:{port}/secret",
    ],
)
def test_a_redirect_elsewhere_is_refused(host: Host, sources: Sources, onward: str) -> None:
    host.text("/secret", b"secret")
    url = host.redirect("/t.yaml", onward.format(port=host.port).encode().decode("latin-1"))
    with pytest.raises(InvalidParametersException, match=r"operator allowed|not a URL"):
        sources.fetch(url)
    assert host.asked == ["/t.yaml"]


def test_a_redirect_that_comes_back_to_itself_ends(host: Host, sources: Sources) -> None:
    with pytest.raises(InvalidParametersException, match="redirects too often"):
        sources.fetch(host.redirect("/t.yaml", "/t.yaml"))
    assert len(host.asked) == 4


def test_a_redirect_without_a_place_is_an_answer_like_any_other(host: Host, sources: Sources) -> None:
    with pytest.raises(InvalidParametersException, match="the host answered 302"):
        sources.fetch(host.redirect("/t.yaml", ""))


@pytest.mark.parametrize("status", [204, 206, 401, 404, 500])
def test_an_answer_that_is_no_success_is_refused_with_its_status(host: Host, sources: Sources, status: int) -> None:
    with pytest.raises(InvalidParametersException, match=f"the host answered {status}"):
        sources.fetch(host.redirect("/t.yaml", "/elsewhere", status))


@pytest.mark.parametrize(
    ("spelled", "place"),
    [
        ("templates.example", ("templates.example", 443)),
        ("Templates.Example:8443", ("templates.example", 8443)),
        ("10.0.0.1", ("10.0.0.1", 443)),
        ("[::1]:8443", ("::1", 8443)),
    ],
)
def test_an_operator_allows_a_host_with_or_without_a_port(spelled: str, place: tuple[str, int]) -> None:
    assert host_and_port(spelled) == place


@pytest.mark.parametrize(
    "spelled",
    [
        "",
        "https://templates.example",
        "a/b",
        "user@a",
        "a:b",
        "a:99999",
        "a b",
        "[::1",
        "a\\b",
        "a\n",
        "*.a",
        "a#b",
        "a?b",
    ],
)
def test_what_is_no_host_is_refused_when_the_operator_says_it(spelled: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        host_and_port(spelled)
