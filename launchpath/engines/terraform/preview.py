"""What an order would change: Terraform's plan of it, made beside everything and thrown away."""

from launchpath.domain.record import RecordType
from launchpath.domain.template_tree import TemplateError
from launchpath.engines.base import Order, State
from launchpath.engines.offers import Preview
from launchpath.engines.remembered import of_nothing
from launchpath.engines.terraform import credentials, folder
from launchpath.engines.terraform.commands import Commands, Place
from launchpath.engines.terraform.credentials import RoleRefused
from launchpath.engines.terraform.run import Module
from launchpath.engines.terraform.step import Log
from launchpath.engines.terraform.story import Story
from launchpath.engines.terraform.watch import STATE


class _Ear:
    """Who listens to a run that changes nothing, and holds no lock."""

    def __init__(self, room: folder.Folder, story: Story) -> None:
        self._room, self._story = room, story
        self._logs: dict[str, Log] = {}

    def look(self, step: str, *, over: bool = False) -> None:
        log = self._logs.setdefault(step, Log(self._room.log(step)))
        self._story.hear(step, log.fresh(to_the_end=over))


def preview(place: Place, order: Order) -> Preview:
    """What a provision or an update would change. Raises Unfinished and EngineUnavailable."""
    known = place.memory.newest(order.provisioned_product_id)
    if order.type is RecordType.UPDATE and not known:
        return Preview(state=State.FAILED, reason=of_nothing(order).reason)
    module = Module(order.archive, order.parameters)
    with folder.opened(place.runs) as room:
        try:
            story = Story(module.hidden(module.lay_out(room, known.get(STATE))))
            given = credentials.of(order, place.settings.external_id)
            ended = Commands(place, room, _Ear(room, story), given).prepare()
        except (TemplateError, RoleRefused) as refusal:
            return Preview(state=State.FAILED, reason=str(refusal))
        if ended.status != 0:
            return Preview(state=State.FAILED, reason=story.reason() or "Terraform did not say why it can't plan it.")
        return Preview(state=State.SUCCEEDED, changes=story.changes())
