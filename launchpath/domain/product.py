"""What a product is, and how the words of its texts are found (semantics 2.3, 4.2)."""

import re
import unicodedata
from dataclasses import dataclass

from launchpath.api.errors import InvalidParametersException
from launchpath.api.types import ProductType

#: The types of product whose templates and archives we can read, and so publish.
READABLE = frozenset({"CLOUD_FORMATION_TEMPLATE", "EXTERNAL", "TERRAFORM_CLOUD", "TERRAFORM_OPEN_SOURCE"})

#: Scripts without blanks between words: each letter counts as a word.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product as its administrators keep it. Times are milliseconds since the epoch."""

    id: str
    #: The id of the same product as end users see it; its suffix is unrelated (semantics 1.1).
    view_id: str
    account: str
    name: str
    owner: str
    type: ProductType
    created_at: int
    short_description: str = ""
    distributor: str = ""
    support_description: str = ""
    support_email: str = ""
    support_url: str = ""

    @property
    def words(self) -> str:
        """All words that a full-text search finds this product by."""
        texts = (self.name, self.short_description, self.owner, self.distributor)
        support = (self.support_description, self.support_email, self.support_url)
        return " ".join(search_words(" ".join(texts + support)))

    @property
    def title(self) -> str:
        """What products are sorted by under `Title`: the name, without regard to case and accents."""
        return plain(self.name)


def check_support_url(url: str | None) -> None:
    """Refuse what is not the URL of a web page (semantics 4.2); an empty one is none at all."""
    if url and not url.startswith(("http://", "https://")):
        raise InvalidParametersException("SupportUrl {url} must begin with http:// or https://.", url=url)


def plain(text: str) -> str:
    """`text` without case and accents."""
    # Twice: what a sign stands for, such as ℡, may have capitals.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def search_words(text: str) -> list[str]:
    """The words of `text` as search compares them: without case, accents and punctuation."""
    return _WORD.findall(plain(text))
