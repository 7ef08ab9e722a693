"""From a template and its content to HTML: the one Jinja environment, and what every template may use."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from launchpath.portal import assets, icons, words

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(asset=assets.url, icon=icon, icons=icons, words=words)
    made.filters.update(person=words.person, policy=words.policy)
    return made


def render(template: str, content: dict[str, Any]) -> str:
    return environment().get_template(template).render(content)


def icon(name: str, css: str = "") -> Markup:
    """A symbol of our sprite. It only decorates: what it means stands beside it in words."""
    return Markup('<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>').format(
        css, assets.url("icons.svg"), name
    )
