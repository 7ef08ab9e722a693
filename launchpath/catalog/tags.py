"""Tags as the files have them, and as the API does."""


def as_asked(pairs: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def missing(wanted: dict[str, str], present: list[dict[str, str]]) -> dict[str, str]:
    """Those that are not there, or have another value."""
    there = {tag["Key"]: tag["Value"] for tag in present}
    return {key: value for key, value in wanted.items() if there.get(key) != value}
