"""What the API does: the table of contents of all operations. Each is one function, named as boto3 names it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from launchpath.api.operations import OPERATIONS as CONTRACT
from launchpath.operations import (
    catalog_views,
    constraints,
    drafts,
    engine_results,
    groups,
    launch,
    launch_check,
    people,
    policies,
    portfolios,
    principals,
    product_views,
    products,
    provision,
    provisioned_products,
    provisioning_artifacts,
    record_log,
    records,
    roles,
    sessions,
    sign_in,
    stack_sets,
    tag_options,
    templates,
    terminate,
    update,
    user_keys,
    visibility,
)


@dataclass(frozen=True, slots=True)
class Does:
    """How one operation is done."""

    function: Callable[..., Any]
    #: It changes something: its transaction writes, and the audit has a line for it.
    writes: bool
    #: Its request names an object, which it looks up through owned.py or visible.py: these ask the policies about it.
    named: bool = False
    #: Whoever has signed may ask; the operation itself decides.
    open: bool = False
    #: The operation of the API, or the action of another service, whose permissions hold for this one of ours; None: it
    #: has permissions of its own.
    like: str | None = None
    #: It answers of the catalog and of who may do what alone: its answer changes only when these do.
    of_catalog: bool = False
    #: Finds the URL in the request whose template is to be read before the transaction opens.
    template_url: Callable[[Any], str | None] | None = None


def _reads(function: Callable[..., Any], **more: Any) -> Does:
    return Does(function, writes=False, **more)


def _shows(function: Callable[..., Any], **more: Any) -> Does:
    """A reader that shows nothing but the catalog."""
    return _reads(function, of_catalog=True, **more)


def _writes(function: Callable[..., Any], **more: Any) -> Does:
    return Does(function, writes=True, **more)


OPERATIONS: dict[str, Does] = {
    # products, as end users find them
    "SearchProducts": _shows(product_views.search_products),
    "DescribeProduct": _shows(product_views.describe_product, named=True),
    "DescribeProductView": _shows(product_views.describe_product_view, named=True),
    # launching
    "ListLaunchPaths": _shows(launch.list_launch_paths, named=True),
    "DescribeProvisioningParameters": _shows(launch.describe_provisioning_parameters, named=True),
    "ProvisionProduct": _writes(provision.provision_product, named=True),
    "UpdateProvisionedProduct": _writes(update.update_provisioned_product, named=True),
    "TerminateProvisionedProduct": _writes(terminate.terminate_provisioned_product, named=True),
    # what was launched
    "ScanProvisionedProducts": _reads(provisioned_products.scan_provisioned_products),
    "SearchProvisionedProducts": _reads(provisioned_products.search_provisioned_products),
    "DescribeProvisionedProduct": _reads(provisioned_products.describe_provisioned_product, named=True),
    "GetProvisionedProductOutputs": _reads(provisioned_products.get_provisioned_product_outputs, named=True),
    "ListStackInstancesForProvisionedProduct": _reads(
        stack_sets.list_stack_instances_for_provisioned_product, named=True
    ),
    # records
    "DescribeRecord": _reads(records.describe_record, named=True),
    "ListRecordHistory": _reads(records.list_record_history),
    # portfolios
    "CreatePortfolio": _writes(portfolios.create_portfolio),
    "DescribePortfolio": _shows(portfolios.describe_portfolio, named=True),
    "UpdatePortfolio": _writes(portfolios.update_portfolio, named=True),
    "DeletePortfolio": _writes(portfolios.delete_portfolio, named=True),
    "ListPortfolios": _shows(portfolios.list_portfolios),
    "ListPortfoliosForProduct": _shows(portfolios.list_portfolios_for_product, named=True),
    "AssociateProductWithPortfolio": _writes(portfolios.associate_product_with_portfolio, named=True),
    "DisassociateProductFromPortfolio": _writes(portfolios.disassociate_product_from_portfolio, named=True),
    # principals
    "AssociatePrincipalWithPortfolio": _writes(principals.associate_principal_with_portfolio, named=True),
    "DisassociatePrincipalFromPortfolio": _writes(principals.disassociate_principal_from_portfolio, named=True),
    "ListPrincipalsForPortfolio": _shows(principals.list_principals_for_portfolio, named=True),
    # products, as administrators keep them
    "CreateProduct": _writes(
        products.create_product,
        template_url=lambda request: provisioning_artifacts.template_url(request.provisioning_artifact_parameters),
    ),
    "UpdateProduct": _writes(products.update_product, named=True),
    "DeleteProduct": _writes(products.delete_product, named=True),
    "DescribeProductAsAdmin": _shows(products.describe_product_as_admin, named=True),
    "SearchProductsAsAdmin": _shows(products.search_products_as_admin),
    # provisioning artifacts
    "CreateProvisioningArtifact": _writes(
        provisioning_artifacts.create_provisioning_artifact,
        named=True,
        template_url=lambda request: provisioning_artifacts.template_url(request.parameters),
    ),
    "DescribeProvisioningArtifact": _shows(provisioning_artifacts.describe_provisioning_artifact, named=True),
    "UpdateProvisioningArtifact": _writes(provisioning_artifacts.update_provisioning_artifact, named=True),
    "DeleteProvisioningArtifact": _writes(provisioning_artifacts.delete_provisioning_artifact, named=True),
    "ListProvisioningArtifacts": _shows(provisioning_artifacts.list_provisioning_artifacts, named=True),
    # constraints
    "CreateConstraint": _writes(constraints.create_constraint, named=True),
    "DescribeConstraint": _shows(constraints.describe_constraint, named=True),
    "UpdateConstraint": _writes(constraints.update_constraint, named=True),
    "DeleteConstraint": _writes(constraints.delete_constraint, named=True),
    "ListConstraintsForPortfolio": _shows(constraints.list_constraints_for_portfolio, named=True),
    # TagOptions
    "CreateTagOption": _writes(tag_options.create_tag_option),
    "DescribeTagOption": _shows(tag_options.describe_tag_option),
    "UpdateTagOption": _writes(tag_options.update_tag_option),
    "DeleteTagOption": _writes(tag_options.delete_tag_option),
    "ListTagOptions": _shows(tag_options.list_tag_options),
    "AssociateTagOptionWithResource": _writes(tag_options.associate_tag_option_with_resource, named=True),
    "DisassociateTagOptionFromResource": _writes(tag_options.disassociate_tag_option_from_resource, named=True),
    "ListResourcesForTagOption": _shows(tag_options.list_resources_for_tag_option),
    # what engines outside of the house notify
    "NotifyProvisionProductEngineWorkflowResult": _writes(
        engine_results.notify_provision_product_engine_workflow_result
    ),
    "NotifyUpdateProvisionedProductEngineWorkflowResult": _writes(
        engine_results.notify_update_provisioned_product_engine_workflow_result
    ),
    "NotifyTerminateProvisionedProductEngineWorkflowResult": _writes(
        engine_results.notify_terminate_provisioned_product_engine_workflow_result
    ),
}

#: What the house does beside the API, through the same way in.
OWN: dict[str, Does] = {
    "PutTemplate": _writes(templates.put_template),
    # what STS does
    "AssumeRole": _writes(sessions.assume_role, open=True),
    "GetCallerIdentity": _reads(sessions.get_caller_identity, open=True),
    # what happened, for the people who watch
    "ListRecordEvents": _reads(record_log.list_record_events, named=True, like="DescribeRecord"),
    "ListRecordParameters": _reads(record_log.list_record_parameters, named=True, like="DescribeRecord"),
    "ListProvisionedProductHistory": _reads(
        record_log.list_provisioned_product_history, named=True, like="DescribeProvisionedProduct"
    ),
    "ListProvisionedProductNews": _reads(catalog_views.list_provisioned_product_news, like="SearchProvisionedProducts"),
    # the catalog, as people look through it
    "SearchCatalog": _reads(catalog_views.search_catalog, like="SearchProducts"),
    "CountCatalog": _shows(catalog_views.count_catalog, like="SearchProducts"),
    "DescribeTemplate": _reads(catalog_views.describe_template, named=True, like="DescribeProvisioningParameters"),
    "CheckProvisioningParameters": _reads(
        launch_check.check_provisioning_parameters, named=True, like="DescribeProvisioningParameters"
    ),
    # what administrators look at
    "SearchRecords": _reads(record_log.search_records),
    "DescribeVisibility": _reads(visibility.describe_visibility),
    "CheckTemplate": _reads(drafts.check_template, like="CreateProvisioningArtifact"),
    "GetTemplate": _reads(drafts.get_template, named=True, like="DescribeProvisioningArtifact"),
    # people and their keys
    "ListIdentities": _reads(people.list_identities, like="iam:ListUsers"),
    "CreateUser": _writes(people.create_user, like="iam:CreateUser"),
    "UpdateUser": _writes(people.update_user, named=True, like="iam:UpdateUser"),
    "UnlockUser": _writes(people.unlock_user, named=True, like="iam:UpdateLoginProfile"),
    "DeleteUser": _writes(people.delete_user, named=True, like="iam:DeleteUser"),
    "CreateGroup": _writes(groups.create_group, like="iam:CreateGroup"),
    "UpdateGroup": _writes(groups.update_group, named=True, like="iam:UpdateGroup"),
    "DeleteGroup": _writes(groups.delete_group, named=True, like="iam:DeleteGroup"),
    "UpdateRole": _writes(roles.update_role, named=True, like="iam:UpdateRole"),
    "DeleteRole": _writes(roles.delete_role, named=True, like="iam:DeleteRole"),
    "CreateAccessKey": _writes(user_keys.create_access_key, named=True, like="iam:CreateAccessKey"),
    "UpdateAccessKey": _writes(user_keys.update_access_key, named=True, like="iam:UpdateAccessKey"),
    "DeleteAccessKey": _writes(user_keys.delete_access_key, named=True, like="iam:DeleteAccessKey"),
    # what they may do
    "ListPolicies": _reads(policies.list_policies, like="iam:ListPolicies"),
    "GetPolicy": _reads(policies.get_policy, like="iam:GetPolicy"),
    "CreatePolicy": _writes(policies.create_policy, like="iam:CreatePolicy"),
    "UpdatePolicy": _writes(policies.update_policy, like="iam:CreatePolicyVersion"),
    "DeletePolicy": _writes(policies.delete_policy, like="iam:DeletePolicy"),
    "AttachPolicy": _writes(policies.attach_policy, open=True),
    "DetachPolicy": _writes(policies.detach_policy, open=True),
    # who is in the portal
    "SignIn": _reads(sign_in.sign_in, open=True),
    "AdmitFederatedUser": _writes(sign_in.admit_federated_user, open=True),
    "StartSession": _writes(sign_in.start_session, open=True),
    "DescribeSession": _reads(sign_in.describe_session, open=True),
    "RenewSession": _writes(sign_in.renew_session, open=True),
    "EndSession": _writes(sign_in.end_session, open=True),
    "UpdatePassword": _writes(sign_in.update_password, open=True),
}

#: Whatever a policy of the service's can allow.
ACTIONS = frozenset({*CONTRACT, *OWN})
