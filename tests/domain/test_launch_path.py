"""Which launch path a request means: semantics 2.2."""

import pytest

from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException, ServiceError
from launchpath.domain.launch_path import LaunchPath, choose

DATA = LaunchPath("lpv3-a", "port-a", "Data")
WEB = LaunchPath("lpv3-b", "port-b", "Web")
ALSO_WEB = LaunchPath("lpv3-c", "port-c", "Web")

SEVERAL = "More than one launch path ids exist. Please specify the launch path id"


@pytest.mark.parametrize(
    ("paths", "path_id", "name", "chosen"),
    [
        ([DATA], None, None, DATA),
        ([DATA], "lpv3-a", None, DATA),
        ([DATA], None, "Data", DATA),
        ([DATA, WEB], "lpv3-b", None, WEB),
        ([DATA, WEB], None, "Web", WEB),
        ([WEB, ALSO_WEB], "lpv3-c", None, ALSO_WEB),
    ],
)
def test_a_path_is_chosen(paths: list[LaunchPath], path_id: str | None, name: str | None, chosen: LaunchPath) -> None:
    assert choose(paths, "prod-1", path_id, name) == chosen


@pytest.mark.parametrize(
    ("paths", "path_id", "name", "error", "text"),
    [
        ([], None, None, ResourceNotFoundException, "No launch paths found for resource: prod-1"),
        ([], "lpv3-a", None, ResourceNotFoundException, "No launch paths found for resource: prod-1"),
        ([DATA, WEB], None, None, InvalidParametersException, SEVERAL),
        ([WEB, ALSO_WEB], None, "Web", InvalidParametersException, SEVERAL),
        ([DATA], "lpv3-x", None, ResourceNotFoundException, "Launch path lpv3-x not found for resource: prod-1"),
        ([DATA], None, "data", ResourceNotFoundException, "Launch path data not found for resource: prod-1"),
        (
            [DATA],
            "lpv3-a",
            "Data",
            InvalidParametersException,
            "You must provide the launch path id or its name, but not both.",
        ),
    ],
)
def test_a_path_that_can_not_be_chosen_is_refused(
    paths: list[LaunchPath], path_id: str | None, name: str | None, error: type[ServiceError], text: str
) -> None:
    # The first two texts are the service's, verbatim (semantics 3.3).
    with pytest.raises(error) as caught:
        choose(paths, "prod-1", path_id, name)
    assert caught.value.message == text
