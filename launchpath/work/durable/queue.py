"""Where records are handed in, in the transaction that writes them."""

from collections.abc import Collection

from dbos import DBOSClient
from sqlalchemy import text

from launchpath.call import now
from launchpath.store import records
from launchpath.store.database import Database, Transaction
from launchpath.work.durable import tables

NAME = "records"

#: The workflow's name, and those of the class and the instance that it is a method of.
WORKFLOW, CLASS, INSTANCE = "carry_out", "Worker", "worker"

#: Workflows of another version are not taken over. Raise it when a running workflow could not go on with the new code.
VERSION = "1"

#: Instead of a request's id, where a record is handed in for none.
NO_REQUEST = "-"

_CREATED = text("UPDATE workflow_status SET created_at = :now WHERE workflow_uuid = :id")


class Queue:
    """Where records are handed in (call.Work)."""

    def __init__(self, database: Database) -> None:
        # The client does not migrate, and an API process may start before any worker did.
        tables.migrate(database)
        self._client = DBOSClient(system_database_url=database.url)

    def enqueue(self, tx: Transaction, record_id: str, account: str, request_id: str) -> None:
        self._client.enqueue_in_transaction(
            tx.connection,
            {
                "queue_name": NAME,
                "workflow_name": WORKFLOW,
                "workflow_id": record_id,
                "app_version": VERSION,
                "class_name": CLASS,
                "instance_name": INSTANCE,
                "queue_partition_key": account,
            },
            record_id,
            request_id,
        )
        if tx.is_sqlite:
            # There it would be in whole seconds, and whoever came in the same second would wait in any order.
            tx.connection.execute(_CREATED, {"now": now(), "id": record_id})

    def hand_in_again(self, tx: Transaction, record_ids: Collection[str]) -> None:
        """Begin anew with these unfinished records, whatever the queue knew of them: steps may be done again."""
        tables.forget(tx, record_ids)
        for record_id in record_ids:
            self.enqueue(tx, record_id, records.get(tx, record_id).account, NO_REQUEST)

    def close(self) -> None:
        self._client.destroy()
