"""The durable queue that records are carried out from: the one package that knows DBOS.

One workflow a record, its id the record's. A workflow is written in the transaction that writes its record, takes no
argument but the ids of the record and of its request, and keeps nothing but what is to be done next: no secret comes
near its tables.
"""
