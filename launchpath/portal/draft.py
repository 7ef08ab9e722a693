"""A launch, or an update of what was launched, as it stands in a form: what it asks for, and what is typed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import uuid4

from msgspec import structs

from launchpath.api import types
from launchpath.api.errors import InvalidParametersException, ResourceNotFoundException
from launchpath.domain import template_interface
from launchpath.domain.template_interface import Interface
from launchpath.operations.launch_check import CheckProvisioningParametersInput, CheckProvisioningParametersOutput
from launchpath.portal import flaws, form
from launchpath.portal.form import Section, State
from launchpath.portal.visit import Visit

Option = TypeVar("Option", types.ProvisioningArtifact, types.LaunchPath)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The provisioned product that an update is of."""

    id: str
    name: str
    artifact_id: str
    path_id: str
    #: The values that it has, but for secret ones: of these the keys.
    values: Mapping[str, str]
    secrets: frozenset[str]


def new_token() -> str:
    return str(uuid4())


@dataclass(slots=True, kw_only=True)
class Draft:
    """Everything that a form needs to be shown, checked and sent."""

    product: types.ProductViewSummary
    #: The versions that can be chosen, newest first, and the one that is.
    versions: Sequence[types.ProvisioningArtifact]
    version: types.ProvisioningArtifact
    paths: Sequence[types.LaunchPath]
    path: types.LaunchPath
    asks: types.DescribeProvisioningParametersOutput
    subject: Subject | None = None
    #: What is typed.
    values: dict[str, str] = field(default_factory=dict)
    name: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    own_tags: str = ""
    #: A form that is sent twice launches once.
    token: str = field(default_factory=new_token)
    checked: CheckProvisioningParametersOutput | None = None
    #: Why it was refused, as a whole.
    refusal: str = ""
    #: Whether it was sent, so that everything that is wrong is shown.
    was_sent: bool = False

    @property
    def parameters(self) -> Sequence[types.ProvisioningArtifactParameter]:
        return self.asks.provisioning_artifact_parameters or ()

    @property
    def tag_options(self) -> Sequence[types.TagOptionSummary]:
        return self.asks.tag_options or ()

    @property
    def choices(self) -> dict[str, Sequence[str]]:
        """The tags with several values to choose from."""
        return {str(one.key): one.values for one in self.tag_options if one.values and len(one.values) > 1}

    @property
    def interface(self) -> Interface:
        metadata = self.instruction("metadata")
        keys = [str(one.parameter_key) for one in self.parameters]
        return template_interface.read(json.loads(metadata) if metadata else None, keys)

    def instruction(self, kind: str) -> str:
        """One of the usage instructions; empty: there is none."""
        return next((str(one.value) for one in self.asks.usage_instructions or () if one.type == kind), "")

    @property
    def kept(self) -> frozenset[str]:
        """The secret parameters that keep their values, since nothing was typed."""
        secret = {str(one.parameter_key) for one in self.parameters if one.is_no_echo}
        return frozenset((secret & self._present) - self.values.keys())

    @property
    def _present(self) -> frozenset[str]:
        """The parameters that have a value now."""
        return self.subject.secrets | self.subject.values.keys() if self.subject else frozenset()

    @property
    def sections(self) -> tuple[Section, ...]:
        checked = self.checked
        state = State(
            values=self.values,
            flaws=checked.flaws if checked and self.was_sent else {},
            with_default=checked.with_default if checked else (),
            with_previous=self._present,
        )
        return form.sections(self.parameters, self.interface, state)

    @property
    def is_sound(self) -> bool:
        checked = self.checked
        return checked is not None and not (checked.flaws or checked.broken_rules or self.name_flaw or self.tags_flaw)

    @property
    def name_flaw(self) -> str:
        if self.subject is not None:
            return ""
        if not form.is_name(self.name):
            return form.NAME_RULE if self.name else "Give it a name."
        return (self.checked.name_flaw if self.checked else None) or ""

    @property
    def tags_flaw(self) -> str:
        return form.tags_flaw(self.own_tags, self.tags)


def load(visit: Visit, product_id: str, subject: Subject | None = None) -> Draft:
    """The form of a product, for the version and the path that the visitor has chosen, or that are the natural ones."""
    described = visit.ask(types.DescribeProductInput(id=product_id), types.DescribeProductOutput)
    versions = _launchable(described.provisioning_artifacts or (), subject)
    if not versions:
        raise InvalidParametersException("This product has no version that can be launched. Ask its owner.")
    paths = described.launch_paths or ()
    version = _chosen(versions, visit.sent("version") or (subject.artifact_id if subject else ""))
    path = _chosen(paths, visit.sent("path") or (subject.path_id if subject else ""))
    asks = visit.ask(
        types.DescribeProvisioningParametersInput(
            product_id=product_id, provisioning_artifact_id=version.id, path_id=path.id
        ),
        types.DescribeProvisioningParametersOutput,
    )
    product = described.product_view_summary
    assert product is not None  # noqa: S101  a described product has one
    return Draft(
        product=product, versions=versions, version=version, paths=paths, path=path, asks=asks, subject=subject
    )


def _launchable(
    versions: Sequence[types.ProvisioningArtifact], subject: Subject | None
) -> list[types.ProvisioningArtifact]:
    """Newest first. A deprecated one can't be launched, but what is of it can stay so."""
    present = subject.artifact_id if subject else None
    return [one for one in reversed(versions) if one.guidance != "DEPRECATED" or one.id == present]


def _chosen(options: Sequence[Option], wanted: str) -> Option:
    """The option with this id or name; if there is none, the first."""
    if not options:
        raise ResourceNotFoundException("No way leads to this product any more. Ask an administrator.")
    return next((one for one in options if wanted and wanted in (one.id, one.name)), options[0])


def fill(draft: Draft, visit: Visit) -> None:
    """Take over what was typed, or what a link says: that is nothing secret."""
    is_link = visit.request.method != "POST"
    asked = [one for one in draft.parameters if not (is_link and one.is_no_echo)]
    shown = {str(one.parameter_key) for one in asked}
    if is_link and draft.subject:
        draft.values = {key: value for key, value in draft.subject.values.items() if key in shown}
    draft.values |= form.given(asked, visit.sent_all)
    draft.name = visit.sent("name").strip()
    draft.own_tags = visit.sent("own_tags").replace("\r\n", "\n")
    draft.tags = {key: chosen for key in draft.choices if (chosen := visit.sent(form.TAG_PREFIX + key))}
    draft.token = dict(visit.form).get("token") or draft.token


def take_tags(draft: Draft, tags: Mapping[str, str]) -> None:
    """Choose and type these tags; what has one value only is put on by itself."""
    draft.tags = {key: value for key, value in tags.items() if value in draft.choices.get(key, ())}
    offered = {one.key for one in draft.tag_options}
    draft.own_tags = "\n".join(f"{key}={value}" for key, value in tags.items() if key not in offered)


def check(draft: Draft, visit: Visit, *, with_name: bool = True) -> None:
    """Hold the draft against the template's constraints and the rules of its path.

    `with_name`: whether its name is taken, too. Of a form that is sent the operation says so itself: it alone knows
    a repeated request by its token.
    """
    checked = visit.ask(
        CheckProvisioningParametersInput(
            product_id=str(draft.product.product_id),
            provisioning_artifact_id=str(draft.version.id),
            path_id=draft.path.id,
            provisioned_product_name=draft.name if with_name and not draft.subject else None,
            provisioned_product_id=draft.subject.id if draft.subject else None,
            values=draft.values,
            kept=draft.kept,
        ),
        CheckProvisioningParametersOutput,
    )
    unfit = {
        key: found[1] for key, text in draft.values.items() if (found := flaws.of_value(text, types.ParameterValue))
    }
    draft.checked = structs.replace(checked, flaws=checked.flaws | unfit)


def all_tags(draft: Draft) -> tuple[types.Tag, ...]:
    """The tags that are chosen and typed."""
    pairs = [*draft.tags.items(), *form.tags_of(draft.own_tags)]
    return tuple(types.Tag(key=key, value=value) for key, value in pairs)
