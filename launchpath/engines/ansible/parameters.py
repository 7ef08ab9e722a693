"""What an archive of playbooks asks for."""

from launchpath.domain import archive, json_schema
from launchpath.domain.archive import ArchiveError
from launchpath.domain.json_schema import SchemaError
from launchpath.domain.parameter import Parameter
from launchpath.engines.offers import ArchiveRefused


def declared(content: bytes) -> tuple[Parameter, ...]:
    """An offers.Parser. Raises ArchiveRefused."""
    try:
        files = archive.unpack(content)
        if missing := [name for name in ("provision.yml", "terminate.yml") if name not in files]:
            raise ArchiveRefused(f"The archive lacks {' and '.join(missing)} in its root.")
        return json_schema.parameters(files["parameters.yml"].text) if "parameters.yml" in files else ()
    except ArchiveError as fault:
        raise ArchiveRefused(f"The archive can't be read: {fault}.") from None
    except SchemaError as fault:
        raise ArchiveRefused(f"parameters.yml can't be read. {fault}") from None
