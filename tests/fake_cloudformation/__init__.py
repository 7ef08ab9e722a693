"""A CloudFormation of our own that speaks the wire, so that tests meet every fault through the real boto3.

    with running() as fake:                       # a server in this process, on a free port, that ends with the block
        boto3.client("cloudformation", endpoint_url=fake.url, ...)

    python -m tests.fake_cloudformation --port N  # one for other processes, until it is ended; it says "ready URL"
    fake = Fake("http://127.0.0.1:N")             # its remote control: everything below goes over HTTP

It keeps everything in memory and outlives whoever asks it: kill Launchpath as often as you like, then look at what was
made. It makes no resources, but keeps to CloudFormation's rules:

- one living stack of a name (AlreadyExistsException), which an operation at a time changes (ValidationError)
- a ClientRequestToken is worth one operation: repeated, it is answered as before and does nothing; for another
  operation it is a TokenAlreadyExistsException
- an update that changes nothing: "No updates are to be performed."; deleting what does not exist succeeds; a deleted
  stack is found by its ARN alone
- wrong parameters, missing capabilities, aws: tags and bodies over 51,200 bytes are refused; TemplateURL is read from
  what was PUT to /bucket/key here
- a nested stack is made from what was PUT where its TemplateURL says, and fails its parent if it fails
- a change set is there at the second look; one for a launch stands in a stack that is REVIEW_IN_PROGRESS
- a role's credentials (sts AssumeRole) are good for calls until they expire

A stack goes through its states step by step. A step is due when the stack has been described `polls` times and `ms`
milliseconds have passed since the last one; with neither, everything happens at once.

    fake.script("SC-*", polls=2, ms=100)          # the pace, for stacks whose name matches; default: polls=1, ms=0
    fake.script(name, create="rolls_back")        # how an operation ends; the latest script that matches decides
        create   ok | rolls_back | rollback_fails | fails | hangs (it never ends)
        update   ok | rolls_back | rollback_fails | hangs
        delete   ok | fails | refused (it stays as it was: an export is in use)
        instances   ok | fails | hangs: how an operation on a stack set ends, at the second look
    A template may say the same of itself: `Metadata: {Fake: {create: rolls_back, reason: why}}`.

    fake.fault("CreateStack", "reset_after", match=name, times=2)
        reset_before, reset_after   the connection is reset before, or after, the operation had its effect
        hang_before, hang_after     no answer for `seconds`, without or with the effect
        throttle, denied, 500, 503, garbage   the answer instead of the effect

    fake.outside(name, "update" | "delete" | "cancel" | "vanish")   somebody else's doing; the last one at once
    fake.role(arn, trusted=False, external_id=None, seconds=3600)   who may be assumed, and for how long

    fake.tokens("forgotten")   repeated tokens are not recognised; "unknown": nor do events bear them, as with moto

    fake.stack_set(name)          a stack set: its instances, roles, parameters and operations
    fake.stacks(match)            every stack ever made: name, id, status, living, tags, parameters, topics, operations
    fake.calls(operation, match)  every call, of AssumeRole and PutObject too: operation, stack (or role, or path),
                                  token, caller, key (its id), members, outcome

Each stack's `operations` has one entry for every operation that was really carried out, with its token: exactly-once
checks count these.
"""

from tests.fake_cloudformation.remote import Fake
from tests.fake_cloudformation.server import running

__all__ = ["Fake", "running"]
