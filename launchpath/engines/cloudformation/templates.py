"""How a template reaches CloudFormation: in the request, or by way of S3 when it is too large for one."""

import hashlib
from urllib.parse import urlencode

from launchpath.engines.base import Order
from launchpath.engines.cloudformation.identity import Identities
from launchpath.engines.cloudformation.settings import PREFIX

#: CloudFormation takes no larger TemplateBody, in bytes (user guide, Quotas).
MOST_BYTES = 51_200

#: Where in the bucket.
FOLDER = "launchpath/templates"
#: By this tag AWS's launch roles tell what they may read (semantics 6.1).
TAGS = urlencode({"servicecatalog:provisioning": "true"})


class NoBucket(Exception):
    """A template is too large for a request, and there is nowhere to put it. The text is for who launched."""


def handed_over(order: Order, identities: Identities, bucket: str | None) -> dict[str, str]:
    """The order's template as a request names it, put into the bucket if it has to be. Raises NoBucket."""
    body = order.template.encode()
    if len(body) <= MOST_BYTES:
        return {"TemplateBody": order.template}
    if bucket is None:
        raise NoBucket(
            f"The template has {len(body):,} bytes. CloudFormation takes at most {MOST_BYTES:,} in a request; a larger "
            "one has to lie in an S3 bucket, and none is configured. Ask the operator to set "
            f"{PREFIX}BUCKET, or make the template smaller."
        )
    key = f"{FOLDER}/{hashlib.sha256(body).hexdigest()}"
    s3 = identities.own("s3", order.region)
    s3.put_object(Bucket=bucket, Key=key, Body=body, Tagging=TAGS)
    return {"TemplateURL": f"{s3.meta.endpoint_url}/{bucket}/{key}"}
