"""What `serve --demo` says: where the portal is, and as whom to sign in."""

import re

from tests.portal.visitor import Visitor
from tests.running import RunningServer


def test_the_demo_says_where_the_portal_is_and_as_whom_to_sign_in(demo: RunningServer) -> None:
    said = demo.said.read_text()
    assert said.startswith(f"The portal is at {demo.url}\n")
    assert f"What is launched stands at {demo.variables('developer')['AWS_ENDPOINT_URL']} " in said
    for name in ("developer", "admin"):
        [word] = re.findall(rf"^ +{name} +(\S+) ", said, re.MULTILINE)
        with Visitor(demo) as visitor:
            assert visitor.sign_in(name, word).status_code == 303


def test_the_passwords_are_said_and_not_logged(demo: RunningServer) -> None:
    for name in ("developer", "admin"):
        assert demo.variables(name)["LAUNCHPATH_PASSWORD"] not in demo.log.read_text()
