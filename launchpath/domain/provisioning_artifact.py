"""What a provisioning artifact is: one version of a product (semantics 4.3)."""

from dataclasses import dataclass

from launchpath.api.types import ProvisioningArtifactGuidance, ProvisioningArtifactType


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisioningArtifact:
    """A version of a product. Times are milliseconds since the epoch."""

    id: str
    product_id: str
    name: str | None
    description: str | None
    type: ProvisioningArtifactType
    created_at: int
    #: Where its template came from, as the administrator wrote it.
    source_url: str
    #: The key of its template's text in the artifact store (SHA-256).
    template_hash: str
    #: Inactive versions are hidden from end users; what runs of them goes on.
    active: bool = True
    #: DEFAULT or DEPRECATED: nobody may launch a deprecated version; what runs of it may be updated.
    guidance: ProvisioningArtifactGuidance = "DEFAULT"
