"""Domain objects as the API shows them, one function for each structure."""

from collections.abc import Iterable, Mapping

from launchpath.api import types
from launchpath.call import Call
from launchpath.domain.constraint import Constraint
from launchpath.domain.launch_path import LaunchPath
from launchpath.domain.parameter import Parameter
from launchpath.domain.portfolio import Portfolio
from launchpath.domain.product import Product
from launchpath.domain.provisioned_product import ProvisionedProduct
from launchpath.domain.provisioning_artifact import ProvisioningArtifact
from launchpath.domain.record import Output, Record
from launchpath.domain.tag_option import TagOption
from launchpath.sources import own_url


def seconds(milliseconds: int) -> float:
    """A time as the API tells it: seconds since the epoch, with milliseconds after the point (semantics 1.3)."""
    return milliseconds / 1000


def tags(pairs: Mapping[str, str]) -> tuple[types.Tag, ...]:
    return tuple(types.Tag(key=key, value=value) for key, value in pairs.items())


def portfolio_detail(call: Call, portfolio: Portfolio) -> types.PortfolioDetail:
    return types.PortfolioDetail(
        id=portfolio.id,
        arn=call.portfolio_arn(portfolio.id),
        display_name=portfolio.display_name,
        description=portfolio.description,
        created_time=seconds(portfolio.created_at),
        provider_name=portfolio.provider_name,
    )


def product_view_summary(product: Product, *, has_default_path: bool) -> types.ProductViewSummary:
    """Texts that are not set are shown as empty ones (semantics 2.4)."""
    return types.ProductViewSummary(
        id=product.view_id,
        product_id=product.id,
        name=product.name,
        owner=product.owner,
        short_description=product.short_description,
        type=product.type,
        distributor=product.distributor,
        has_default_path=has_default_path,
        support_email=product.support_email,
        support_description=product.support_description,
        support_url=product.support_url,
    )


def product_view_detail(call: Call, product: Product) -> types.ProductViewDetail:
    """The product as administrators see it: its Status is CREATED (semantics 4.2), and it has no path of theirs."""
    return types.ProductViewDetail(
        product_view_summary=product_view_summary(product, has_default_path=False),
        status="CREATED",
        product_arn=call.product_arn(product.id),
        created_time=seconds(product.created_at),
    )


def provisioning_artifact(artifact: ProvisioningArtifact) -> types.ProvisioningArtifact:
    return types.ProvisioningArtifact(
        id=artifact.id,
        name=artifact.name,
        description=artifact.description,
        created_time=seconds(artifact.created_at),
        guidance=artifact.guidance,
    )


def provisioning_artifact_detail(artifact: ProvisioningArtifact) -> types.ProvisioningArtifactDetail:
    return types.ProvisioningArtifactDetail(
        id=artifact.id,
        name=artifact.name,
        description=artifact.description,
        type=artifact.type,
        created_time=seconds(artifact.created_at),
        active=artifact.active,
        guidance=artifact.guidance,
    )


def provisioning_artifact_summary(artifact: ProvisioningArtifact) -> types.ProvisioningArtifactSummary:
    return types.ProvisioningArtifactSummary(
        id=artifact.id,
        name=artifact.name,
        description=artifact.description,
        created_time=seconds(artifact.created_at),
        provisioning_artifact_metadata={"SourceProvisioningArtifactId": artifact.id},
    )


def artifact_info(artifact: ProvisioningArtifact) -> dict[str, str]:
    """Where the template came from; LoadTemplateFromURL comes back as TemplateUrl (semantics 4.3)."""
    return {"TemplateUrl": artifact.source_url or own_url(artifact.template_hash)}


def parameter(declared: Parameter) -> types.ProvisioningArtifactParameter:
    """A template's parameter. The default of a NoEcho parameter is not told (semantics 14, 27)."""
    return types.ProvisioningArtifactParameter(
        parameter_key=declared.key,
        default_value=None if declared.no_echo else declared.default,
        parameter_type=declared.type,
        is_no_echo=declared.no_echo,
        description=declared.description or None,
        parameter_constraints=types.ParameterConstraints(
            allowed_values=declared.allowed_values,
            allowed_pattern=declared.allowed_pattern,
            constraint_description=declared.constraint_description,
            max_length=declared.max_length,
            min_length=declared.min_length,
            max_value=declared.max_value,
            min_value=declared.min_value,
        ),
    )


def tag_option_detail(option: TagOption) -> types.TagOptionDetail:
    return types.TagOptionDetail(
        id=option.id, key=option.key, value=option.value, active=option.active, owner=option.account
    )


def tag_options(options: Iterable[TagOption]) -> tuple[types.TagOptionDetail, ...]:
    return tuple(tag_option_detail(option) for option in options)


def constraint_detail(constraint: Constraint) -> types.ConstraintDetail:
    return types.ConstraintDetail(
        constraint_id=constraint.id,
        type=constraint.type,
        description=constraint.description,
        owner=constraint.account,
        product_id=constraint.product_id,
        portfolio_id=constraint.portfolio_id,
    )


def constraint_summaries(constraints: Iterable[Constraint]) -> tuple[types.ConstraintSummary, ...]:
    return tuple(types.ConstraintSummary(type=one.type, description=one.description) for one in constraints)


def launch_path(path: LaunchPath) -> types.LaunchPath:
    return types.LaunchPath(id=path.id, name=path.name)


def record_detail(record: Record) -> types.RecordDetail:
    """A record. Its lists are shown even when they are empty (semantics 2.6)."""
    return types.RecordDetail(
        record_id=record.id,
        provisioned_product_name=record.provisioned_product_name,
        status=record.status.value,
        created_time=seconds(record.created_at),
        updated_time=seconds(record.updated_at),
        provisioned_product_type=record.provisioned_product_type,
        record_type=record.type.value,
        provisioned_product_id=record.provisioned_product_id,
        product_id=record.product_id,
        provisioning_artifact_id=record.artifact_id,
        path_id=record.path_id,
        record_errors=tuple(types.RecordError(code=one.code, description=one.description) for one in record.errors),
        record_tags=tuple(types.RecordTag(key=key, value=value) for key, value in record.tags.items()),
        launch_role_arn=record.launch_role_arn,
    )


def record_output(output: Output) -> types.RecordOutput:
    return types.RecordOutput(output_key=output.key, output_value=output.value, description=output.description or None)


def provisioned_product_detail(call: Call, one: ProvisionedProduct) -> types.ProvisionedProductDetail:
    return types.ProvisionedProductDetail(
        name=one.name,
        arn=call.provisioned_product_arn(one.name, one.id),
        type=one.type,
        id=one.id,
        status=one.status.value,
        status_message=one.status_message,
        created_time=seconds(one.created_at),
        idempotency_token=one.provision_token,
        last_record_id=one.last_record_id,
        last_provisioning_record_id=one.last_provisioning_record_id,
        last_successful_provisioning_record_id=one.last_successful_provisioning_record_id,
        product_id=one.product_id,
        provisioning_artifact_id=one.artifact_id,
        launch_role_arn=one.launch_role_arn,
    )


def provisioned_product_attribute(
    call: Call, one: ProvisionedProduct, product_name: str | None, artifact_name: str | None
) -> types.ProvisionedProductAttribute:
    return types.ProvisionedProductAttribute(
        name=one.name,
        arn=call.provisioned_product_arn(one.name, one.id),
        type=one.type,
        id=one.id,
        status=one.status.value,
        status_message=one.status_message,
        created_time=seconds(one.created_at),
        idempotency_token=one.provision_token,
        last_record_id=one.last_record_id,
        last_provisioning_record_id=one.last_provisioning_record_id,
        last_successful_provisioning_record_id=one.last_successful_provisioning_record_id,
        tags=tags(one.tags),
        physical_id=one.physical_id,
        product_id=one.product_id,
        product_name=product_name,
        provisioning_artifact_id=one.artifact_id,
        provisioning_artifact_name=artifact_name,
        user_arn=one.user_arn,
        user_arn_session=one.user_arn_session,
    )
