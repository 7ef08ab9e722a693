"""What went wrong with a resource, in words for a person."""

_GONE = ("NotFound", "NoSuch", "NonExistent", "DoesNotExist")
_TAKEN = ("Already", "Exist", "Duplicate", "InUse", "Conflict", "Taken", "Owned")


class ResourceFailed(Exception):
    """Resources that could not be made, changed or removed."""

    def __init__(self, reason: str, *logical_ids: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.logical_ids = logical_ids


def why(error: Exception) -> str:
    """What an error of moto's says."""
    if isinstance(error, ResourceFailed):
        return error.reason
    message = getattr(error, "message", None) or getattr(error, "description", None)
    if message:
        return str(message)
    if isinstance(error, KeyError) and error.args:
        return f"Properties validation failed: required key [{error.args[0]}] not found"
    cause = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"The sandbox stumbled over it, as it does where a property is missing or of the wrong kind. ({cause})"


def gone(error: Exception) -> bool:
    """Whether it says that what it is about does not exist (any more)."""
    return _speaks_of(_GONE, error)


def taken(error: Exception) -> bool:
    """Whether it says that what it is about exists already: then what bears the name is not ours to remove."""
    return _speaks_of(_TAKEN, error)


def _speaks_of(words: tuple[str, ...], error: Exception) -> bool:
    code = f"{type(error).__name__} {getattr(error, 'code', '')} {getattr(error, 'error_type', '')}"
    return any(word in code for word in words)
