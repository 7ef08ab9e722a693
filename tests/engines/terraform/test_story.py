"""What Terraform says, as events and as the reason of a failure."""

import json

import pytest

from launchpath.engines.terraform.story import Story


def hook(kind: str, action: str, second: int = 0, **rest: object) -> str:
    resource = {"addr": "null_resource.a", "resource_type": "null_resource"}
    said = {"@timestamp": f"2026-01-01T00:00:{second:02}.5Z", "type": kind}
    return json.dumps(said | {"hook": {"resource": resource, "action": action, **rest}})


def error(summary: str, detail: str = "", **rest: object) -> str:
    return json.dumps(
        {"type": "diagnostic", "diagnostic": {"severity": "error", "summary": summary, "detail": detail, **rest}}
    )


def story(*lines: str, hidden: tuple[str, ...] = ()) -> Story:
    told = Story(hidden)
    told.hear("apply", lines)
    return told


@pytest.mark.parametrize("action", ["create", "update", "delete"])
def test_a_resource_begins_and_ends(action: str) -> None:
    told = story(hook("apply_start", action), hook("apply_complete", action, 2, id_value="i-1")).events(over=False)
    assert [(one.resource, one.status, one.reason) for one in told] == [
        ("null_resource.a", f"{action.upper()}_IN_PROGRESS", ""),
        ("null_resource.a", f"{action.upper()}_COMPLETE", "i-1"),
    ]
    assert told[1].at - told[0].at == 2_000


@pytest.mark.parametrize("action", ["read", "noop"])
def test_what_is_only_looked_at_is_no_event(action: str) -> None:
    assert story(hook("apply_start", action), hook("apply_complete", action)).events(over=True) == ()


def test_why_a_resource_failed_is_told_with_its_failure_once_that_is_known() -> None:
    lines = hook("apply_errored", "create"), error("No", "It is full.", address="null_resource.a"), error("Other")
    assert story(*lines).events(over=False) == ()
    assert [(one.status, one.reason) for one in story(*lines).events(over=True)] == [
        ("CREATE_FAILED", "No: It is full.")
    ]


def test_a_reason_names_errors_with_their_places_and_no_warnings() -> None:
    warning = json.dumps({"type": "diagnostic", "diagnostic": {"severity": "warning", "summary": "Old"}})
    place = {"filename": "main.tf", "start": {"line": 3}}
    assert (
        story(warning, error("No", "Not\nhere.", range=place), error("Nor")).reason()
        == "No: Not here (main.tf, line 3). Nor."
    )


def test_init_tells_its_errors_as_a_text() -> None:
    told = Story(())
    told.hear(
        "init", ["Initializing...\n", "╷\n", "│ Error: Failed to query\n", "│   \n", "│ No such provider\n", "╵\n"]
    )
    assert told.reason() == "Error: Failed to query No such provider"


def test_what_an_earlier_step_said_is_no_reason() -> None:
    told = Story(())
    told.hear("init", ["Initializing...\n"])
    told.hear("plan", ["Killed\n"])
    assert told.reason() == "Killed"


def test_secrets_are_masked_everywhere() -> None:
    lines = (
        hook("apply_complete", "create", id_value="pw-horse"),
        hook("apply_errored", "create"),
        error("horse", "horse"),
    )
    told = story(*lines, hidden=("horse",))
    assert "horse" not in told.reason() + str(told.events(over=True))
