"""Where a version's template may come from: semantics 4.2, 6.4; the texts of refusals are ours (14, 19)."""

from typing import Any

import pytest

from launchpath.sources import MOST_BYTES
from tests.making import QUEUE, MadeProduct, Making, unique
from tests.refusals import refused
from tests.running import RunningServer, ended


@pytest.fixture(scope="module")
def s3(demo: RunningServer) -> Any:
    """The sandbox's S3."""
    return demo.client("admin", "s3")


@pytest.fixture(scope="module")
def bucket(s3: Any) -> str:
    """A bucket with one template in it, queue.yaml."""
    name = unique("templates")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="queue.yaml", Body=QUEUE.encode())
    return name


@pytest.fixture(scope="module")
def product(making: Making) -> MadeProduct:
    return making.product()


def create(admin: Any, product: MadeProduct, info: dict[str, str], **members: Any) -> Any:
    return admin.create_provisioning_artifact(
        ProductId=product.id, Parameters={"Name": unique("v"), "Info": info}, **members
    )


def load(admin: Any, product: MadeProduct, url: str, **members: Any) -> str:
    """Make a version of the template at `url`; the URL that is shown, once the version's text is proved to be QUEUE."""
    made = create(admin, product, {"LoadTemplateFromURL": url}, **members)
    version = {"ProductId": product.id, "ProvisioningArtifactId": made["ProvisioningArtifactDetail"]["Id"]}
    described = admin.describe_provisioning_artifact(**version, IncludeProvisioningArtifactParameters=True)
    keys = [parameter["ParameterKey"] for parameter in described["ProvisioningArtifactParameters"]]
    assert keys == ["Delay", "Kind"]
    admin.delete_provisioning_artifact(**version)
    shown: str = described["Info"]["TemplateUrl"]
    return shown


@pytest.mark.parametrize(
    "form",
    [
        "https://{bucket}.s3.amazonaws.com/queue.yaml",
        "https://{bucket}.s3.us-east-1.amazonaws.com/queue.yaml",
        "https://{bucket}.s3-us-west-2.amazonaws.com/queue.yaml",
        "https://{bucket}.s3.dualstack.eu-central-1.amazonaws.com/queue.yaml",
        "https://{bucket}.s3.cn-north-1.amazonaws.com.cn/queue.yaml",
        "https://s3.amazonaws.com/{bucket}/queue.yaml",
        "https://s3.eu-west-1.amazonaws.com/{bucket}/queue.yaml",
        "https://s3-us-west-1.amazonaws.com/{bucket}/queue.yaml",
        "https://s3.dualstack.us-east-1.amazonaws.com/{bucket}/queue.yaml",
        "https://s3.cn-north-1.amazonaws.com.cn/{bucket}/queue.yaml",
        "http://{bucket}.s3.amazonaws.com/queue.yaml",
        "HTTPS://S3.AMAZONAWS.COM/{bucket}/queue.yaml",
        "s3://{bucket}/queue.yaml",
        "S3://{bucket}/queue.yaml",
        "{endpoint}/{bucket}/queue.yaml",
        "https://{bucket}.s3.amazonaws.com/queue.yaml?X-Amz-Expires=300&X-Amz-Signature=abc",
    ],
)
def test_s3_urls_of_every_form_lead_to_the_configured_s3(
    demo: RunningServer, admin: Any, bucket: str, product: MadeProduct, form: str
) -> None:
    # Semantics 4.3: what is shown is the URL as it was given.
    url = form.format(bucket=bucket, endpoint=demo.variables("admin")["AWS_ENDPOINT_URL"])
    assert load(admin, product, url) == url


def test_a_bucket_may_have_dots_and_a_key_folders_and_signs(s3: Any, admin: Any, product: MadeProduct) -> None:
    bucket, key = unique("my.templates"), "teams/a b/queue+1 ä.yaml"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key=key, Body=QUEUE.encode())
    path = "teams/a%20b/queue+1%20%C3%A4.yaml"
    for url in (f"https://{bucket}.s3.amazonaws.com/{path}", f"https://s3.amazonaws.com/{bucket}/{path}"):
        load(admin, product, url)


def test_a_version_of_an_object_can_be_named(s3: Any, admin: Any, product: MadeProduct) -> None:
    bucket = unique("versioned")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    good = s3.put_object(Bucket=bucket, Key="queue.yaml", Body=QUEUE.encode())["VersionId"]
    s3.put_object(Bucket=bucket, Key="queue.yaml", Body=b"nothing")
    load(admin, product, f"https://{bucket}.s3.amazonaws.com/queue.yaml?versionId={good}")


def test_the_artifact_store_is_named_by_the_hash_of_the_text(making: Making, admin: Any, product: MadeProduct) -> None:
    url = making.upload(QUEUE)
    assert load(admin, product, url) == url
    unknown = f"launchpath://templates/{'0' * 64}"
    with refused(
        "InvalidParametersException",
        f"Invalid templateUrl {unknown}: the artifact store holds no such template.",
    ):
        create(admin, product, {"LoadTemplateFromURL": unknown})


def test_a_source_that_vanishes_harms_nothing(s3: Any, making: Making, admin: Any, developer: Any) -> None:
    # The template's text is kept with the version.
    product, bucket, token = making.offered(), unique("vanishing"), unique("token")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="queue.yaml", Body=QUEUE.encode())
    info = {"LoadTemplateFromURL": f"s3://{bucket}/queue.yaml"}
    request = {"ProductId": product.id, "Parameters": {"Name": "v2", "Info": info}, "IdempotencyToken": token}
    version_id = admin.create_provisioning_artifact(**request)["ProvisioningArtifactDetail"]["Id"]
    s3.delete_object(Bucket=bucket, Key="queue.yaml")
    s3.delete_bucket(Bucket=bucket)
    record = product.launch(developer, ProvisioningArtifactId=version_id)
    assert ended(developer, record["RecordId"])["Status"] == "SUCCEEDED"
    # Not even a late repeat of the request.
    assert admin.create_provisioning_artifact(**request)["ProvisioningArtifactDetail"]["Id"] == version_id


def test_a_source_that_changes_changes_no_version(s3: Any, admin: Any, bucket: str, product: MadeProduct) -> None:
    s3.put_object(Bucket=bucket, Key="changing.yaml", Body=QUEUE.encode())
    info = {"LoadTemplateFromURL": f"s3://{bucket}/changing.yaml"}
    version_id = create(admin, product, info)["ProvisioningArtifactDetail"]["Id"]
    s3.put_object(Bucket=bucket, Key="changing.yaml", Body=b"Resources: {Other: {Type: 'AWS::SNS::Topic'}}")
    described = admin.describe_provisioning_artifact(
        ProvisioningArtifactId=version_id, IncludeProvisioningArtifactParameters=True
    )
    assert len(described["ProvisioningArtifactParameters"]) == 2


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("s3://{bucket}/absent.yaml", "NoSuchKey, The specified key does not exist"),
        ("s3://no-such-bucket-here/queue.yaml", "NoSuchBucket, The specified bucket does not exist"),
        ("s3://X_/queue.yaml", "it could not be read"),
    ],
)
def test_what_is_not_in_s3_is_refused_with_the_reason(
    admin: Any, bucket: str, product: MadeProduct, url: str, why: str
) -> None:
    url = url.format(bucket=bucket)
    with refused("InvalidParametersException", containing=f"Invalid templateUrl {url}: it could not be read: "):
        create(admin, product, {"LoadTemplateFromURL": url})
    with refused("InvalidParametersException", containing=why):
        create(admin, product, {"LoadTemplateFromURL": url})


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/queue.yaml",
        "http://127.0.0.1/queue.yaml",
        "http://localhost:8000/healthz",
        "http://[::1]/queue.yaml",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/queue.yaml",
        "http://2130706433/queue.yaml",
        "https://example.com/queue.yaml",
        "https://{bucket}.s3.amazonaws.com.example.com/queue.yaml",
        "https://{bucket}.s3.amazonaws.com@example.com/queue.yaml",
        "https://example.com/{bucket}.s3.amazonaws.com/queue.yaml",
        "https://example.com#.s3.amazonaws.com/queue.yaml",
        "https://example.com\\.s3.amazonaws.com/queue.yaml",
        "https://s3.amazonaws.com.evil/{bucket}/queue.yaml",
        "https://s3.amazonaws.com/",
        "s3://{bucket}",
        "{endpoint}/{bucket}",
        "file:///etc/hostname",
        "ftp://example.com/queue.yaml",
        "data:text/plain,Resources",
        "launchpath://elsewhere/queue",
        "queue.yaml",
        "//example.com/queue.yaml",
    ],
)
def test_anything_else_is_refused_unread(
    demo: RunningServer, admin: Any, bucket: str, product: MadeProduct, url: str
) -> None:
    # DESIGN: never an address that is not configured; the reason names what is allowed.
    url = url.format(bucket=bucket, endpoint=demo.variables("admin")["AWS_ENDPOINT_URL"])
    with refused(
        "InvalidParametersException",
        f"Invalid templateUrl {url}: templates are read from S3 URLs, from launchpath:// URLs, and from the https "
        "hosts that the operator allowed (none so far; see launchpath serve --template-host).",
    ):
        create(admin, product, {"LoadTemplateFromURL": url})


@pytest.mark.parametrize("url", ["http://[::1/queue.yaml", "https://example.com:99999/", "http://a:b/", "https://[x]/"])
def test_what_is_no_url_is_refused(admin: Any, product: MadeProduct, url: str) -> None:
    with refused("InvalidParametersException", f"Invalid templateUrl {url}: it is not a URL."):
        create(admin, product, {"LoadTemplateFromURL": url})


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"# " + b"x" * MOST_BYTES, "it is larger than 1,000,000 bytes"),
        (b"\xff\xfe" + QUEUE.encode(), "it is neither a text in UTF-8 nor a .tar.gz"),
    ],
    ids=["large", "binary"],
)
def test_too_large_and_binary_objects_are_refused(
    s3: Any, admin: Any, bucket: str, product: MadeProduct, body: bytes, why: str
) -> None:
    # Semantics 6.4.
    s3.put_object(Bucket=bucket, Key="bad.yaml", Body=body)
    url = f"s3://{bucket}/bad.yaml"
    with refused("InvalidParametersException", f"Invalid templateUrl {url}: {why}."):
        create(admin, product, {"LoadTemplateFromURL": url})


def test_a_template_of_a_million_bytes_is_taken(s3: Any, admin: Any, bucket: str, product: MadeProduct) -> None:
    # Semantics 6.4.
    filled = QUEUE + "#" * (MOST_BYTES - len(QUEUE.encode()))
    s3.put_object(Bucket=bucket, Key="full.yaml", Body=filled.encode())
    load(admin, product, f"s3://{bucket}/full.yaml")


def test_a_version_needs_a_template(admin: Any, product: MadeProduct) -> None:
    with refused("InvalidParametersException", "Info is missing. Give the template's URL as LoadTemplateFromURL."):
        create(admin, product, {"LoadTemplateFromURL": ""})
    with refused("InvalidParametersException", "Info is missing. Give the template's URL as LoadTemplateFromURL."):
        admin.create_provisioning_artifact(ProductId=product.id, Parameters={"Name": "v2"})
    with refused("ValidationException", containing="Value at 'parameters.info' failed to satisfy constraint"):
        create(admin, product, {})


def test_another_kind_of_source_is_refused_with_a_sentence(admin: Any, product: MadeProduct) -> None:
    # Semantics 4.2: one of LoadTemplateFromURL and ImportFromPhysicalId; the latter is not supported yet.
    with refused("InvalidParametersException", containing="Info ImportFromPhysicalId is not supported."):
        create(admin, product, {"ImportFromPhysicalId": "arn:aws:cloudformation:us-east-1:123456789012:stack/a/b"})
