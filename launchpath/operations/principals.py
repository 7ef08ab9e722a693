"""Which principals a portfolio is open to (semantics 4.4)."""

from launchpath.api import types
from launchpath.api.errors import LimitExceededException, Phrase, ResourceNotFoundException
from launchpath.call import Call
from launchpath.domain import page, principal
from launchpath.domain.principal import Association
from launchpath.operations import owned
from launchpath.store import principals

#: A portfolio has at most so many patterns, and so many principals (semantics 9).
MOST_PATTERNS = 10
MOST_PRINCIPALS = 100


def associate_principal_with_portfolio(
    call: Call, request: types.AssociatePrincipalWithPortfolioInput
) -> types.AssociatePrincipalWithPortfolioOutput:
    owned.portfolio(call, request.portfolio_id)
    principal.check(request.principal_arn, request.principal_type)
    wanted = Association(request.portfolio_id, request.principal_arn, request.principal_type)
    if principals.find(call.tx, wanted.portfolio_id, wanted.principal_arn) is None:
        _check_room(call, wanted)
        principals.add(call.tx, wanted)
    return types.AssociatePrincipalWithPortfolioOutput()


def _check_room(call: Call, wanted: Association) -> None:
    patterns = wanted.principal_type == "IAM_PATTERN"
    most = MOST_PATTERNS if patterns else MOST_PRINCIPALS
    if principals.count(call.tx, wanted.portfolio_id, wanted.principal_type) >= most:
        raise LimitExceededException(
            "Portfolio {portfolio_id} has {most} {principals} already. Associate a group, a role or a "
            "wider pattern instead of many single ones.",
            portfolio_id=wanted.portfolio_id,
            most=most,
            principals=Phrase("patterns") if patterns else Phrase("principals"),
        )


def disassociate_principal_from_portfolio(
    call: Call, request: types.DisassociatePrincipalFromPortfolioInput
) -> types.DisassociatePrincipalFromPortfolioOutput:
    owned.portfolio(call, request.portfolio_id)
    found = principals.find(call.tx, request.portfolio_id, request.principal_arn)
    # Who names no type means IAM.
    if found is None or found.principal_type != (request.principal_type or "IAM"):
        raise ResourceNotFoundException(
            "Principal {principal_arn} of type {principal_type} is not associated with portfolio {portfolio_id}.",
            principal_arn=request.principal_arn,
            principal_type=request.principal_type or "IAM",
            portfolio_id=request.portfolio_id,
        )
    principals.remove(call.tx, found)
    return types.DisassociatePrincipalFromPortfolioOutput()


def list_principals_for_portfolio(
    call: Call, request: types.ListPrincipalsForPortfolioInput
) -> types.ListPrincipalsForPortfolioOutput:
    owned.portfolio(call, request.portfolio_id)
    wanted = page.page(request.page_size, request.page_token, "ListPrincipalsForPortfolio", request.portfolio_id)
    found = principals.list_all(call.tx, request.portfolio_id, wanted)
    return types.ListPrincipalsForPortfolioOutput(
        principals=tuple(
            types.Principal(principal_arn=one.principal_arn, principal_type=one.principal_type) for one in found.items
        ),
        next_page_token=wanted.token(found.last) if found.last else None,
    )
