"""moto's CloudFormation with the gaps filled that a service catalog would fall into."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from moto.cloudformation import urls
from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import CloudFormationBackend, cloudformation_backends
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import generate_stack_id
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random

from launchpath.engines.sandbox.child import chance
from launchpath.engines.sandbox.child.failure import why
from launchpath.engines.sandbox.child.stack import TOKEN, Stack

#: How many deleted stacks can still be described.
_REMEMBERED = 100


class Backend(CloudFormationBackend):
    """All stacks of one account and region."""

    @property
    def _url_module(self) -> Any:
        # moto would look for it beside this module.
        return urls

    def create_stack(  # noqa: PLR0913 - as moto has it
        self,
        name: str,
        template: str,
        parameters: dict[str, Any],
        notification_arns: list[str] | None = None,
        tags: dict[str, str] | None = None,
        role_arn: str | None = None,
        enable_termination_protection: bool | None = False,
        timeout_in_mins: int | None = None,
        stack_policy_body: str | None = None,
    ) -> Stack:
        if any(stack.name == name for stack in self.stacks.values()):
            raise AlreadyExistsException(f"Stack [{name}] already exists")
        with _refusing():
            stack = Stack(  # type: ignore[abstract] # moto leaves methods out that it never calls
                stack_id=generate_stack_id(name, self.region_name, self.account_id),
                name=name,
                template=template,
                parameters=parameters,
                account_id=self.account_id,
                region_name=self.region_name,
                notification_arns=notification_arns,
                tags=tags,
                role_arn=role_arn,
                exports=self.exports,
                enable_termination_protection=enable_termination_protection,
                timeout_in_mins=timeout_in_mins,
                stack_policy_body=stack_policy_body,
            )
        self.stacks[stack.stack_id] = stack
        stack.build()
        return stack

    def update_stack(
        self,
        name: str,
        template: str,
        role_arn: str | None,
        parameters: list[dict[str, Any]],
        tags: dict[str, str] | None,
    ) -> Stack:
        stack = self._living(name)
        if not isinstance(stack, Stack):
            raise ValidationError(
                message=f"Stack [{name}] was made by a change set. Only CreateStack's can be updated."
            )
        given = self._resolve_update_parameters(instance=stack, incoming_params=parameters)
        with _refusing():
            stack.change(template, given, tags, role_arn)
        return stack

    def delete_stack(self, name_or_stack_id: str) -> None:
        stack = next((one for one in self.stacks.values() if name_or_stack_id in (one.name, one.stack_id)), None)
        if not isinstance(stack, Stack):
            super().delete_stack(name_or_stack_id)
            return
        stack.demolish()
        if stack.status == "DELETE_COMPLETE":
            del self.stacks[stack.stack_id]
            self.deleted_stacks[stack.stack_id] = stack
            for stack_id in list(self.deleted_stacks)[:-_REMEMBERED]:
                del self.deleted_stacks[stack_id]

    def _living(self, name: str) -> Any:
        for stack in self.stacks.values():
            if name in (stack.name, stack.stack_id):
                return stack
        raise ValidationError(message=f"Stack [{name}] does not exist")


class Response(CloudFormationResponse):
    """The requests. Those that change something are carried out one after the other, each from its own seed."""

    _turn: ClassVar[threading.RLock] = threading.RLock()

    def create_stack(self) -> ActionResult:
        with self._order():
            return super().create_stack()

    def update_stack(self) -> ActionResult:
        with self._order():
            stack = self.cloudformation_backend._living(self._get_param("StackName"))
            result = super().update_stack()
            arns = self._get_param("NotificationARNs")
            if arns is not None:
                stack.notification_arns = arns
            return result

    def delete_stack(self) -> ActionResult:
        with self._order():
            return super().delete_stack()

    @property
    def cloudformation_backend(self) -> Backend:
        backend = super().cloudformation_backend
        assert isinstance(backend, Backend)  # noqa: S101 - install() has seen to it
        return backend

    def _validate_different_update(self, *_: Any) -> None:
        """An update that changes nothing succeeds: moto does not see that tags have changed."""

    @contextmanager
    def _order(self) -> Iterator[None]:
        token = self._get_param("ClientRequestToken")
        given = TOKEN.set(token)
        try:
            with self._turn, chance.seeded(self._get_param("StackName"), token or str(mock_random.uuid4())):
                yield
        finally:
            TOKEN.reset(given)


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever moto raises before anything is made is a refusal, not a crash."""
    try:
        yield
    except ServiceException:
        raise
    except Exception as error:  # moto raises anything at all
        raise ValidationError(message=f"Template error: {why(error)}") from error


def install() -> None:
    """Serve CloudFormation in this process."""
    cloudformation_backends.backend = Backend
    urls.url_paths["{0}/$"] = Response.dispatch
