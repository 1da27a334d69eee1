"""What is written is to change, or something is to be written that nobody appended."""

from __future__ import annotations

from tests.events.log.attacks import RIGHT, Attack

ROW = "'acme', {}, 'org', 3, 'forged', now(), now(), null, '{{}}', 'x'"
NEXT = ROW.format(3)
BACKDATED = "'acme', 3, 'org', 3, 'forged', '2020-01-01', '2020-01-01', null, '{}', 'x'"
FOREIGN = "'globex', 2, 'org', 3, 'forged', now(), now(), null, '{}', 'x'"

CHANGES = [
    "update log.event set body = 'x'",
    "update log.event set noted_at = noted_at where false",
    "update only log.event set body = 'x' where position = 1",
    "with changed as (update log.event set body = 'x' returning 1) select * from changed",
    "delete from log.event",
    "delete from log.event where position = 2",
    "with gone as (delete from log.event returning 1) select * from gone",
    "truncate log.event",
    "truncate log.event, log.head cascade",
    "delete from log.head",
    "truncate log.head",
    "update log.head set position = position - 1",
    "update log.head set position = position",
    "update log.head set position = position + 1",
    "update log.head set position = position + 1, recorded_at = recorded_at - interval '1 second'",
    "update log.head set position = position + 1, org = 'initech'",
    "insert into log.event select org, position, stream, version, id, noted_at, recorded_at, null, body, type "
    "from log.event on conflict (org, id) do update set body = excluded.body",
    "insert into log.head values ('acme', 0, now()) on conflict (org) do update set position = 0",
    "merge into log.event e using log.event f on e.org = f.org and e.position = f.position when matched then delete",
    "merge into log.event e using log.event f on e.org = f.org and e.position = f.position "
    "when matched then update set body = 'x'",
    "prepare p as delete from log.event; execute p",
    "do $$ begin execute 'delete from log.event'; end $$",
    "declare c cursor for select * from log.event for update; fetch c; "
    "update log.event set body = 'x' where current of c",
    "savepoint s; delete from log.event",
]
# `copy` reads on from the client; the refusal comes before that.
INSERTS = [
    f"insert into log.event values ({NEXT})",
    f"insert into log.event values ({ROW.format(70)})",
    f"insert into log.event values ({BACKDATED})",
    f"insert into log.event values ({FOREIGN})",
    f"set local okr.org = 'globex'; insert into log.event values ({FOREIGN})",
    f"insert into log.event values ({NEXT}) on conflict do nothing",
    f"merge into log.event e using (values (1)) v on false when not matched then insert values ({NEXT})",
    f"create temp view w as select * from log.event; insert into w values ({NEXT})",
    "insert into log.head values ('initech', 0, now())",
    "insert into log.head values ('initech', 7, now())",
    "select log.place(h, '{org}', '{forged}', '{null}', '{x}', null) from log.head h",
    "select log.take_head('initech')",
]
# Taking on the role that writes: the superuser may, and the owner, who belongs to it.
AS_WRITER = [
    f"set local role okr_append; set local okr.org = 'acme'; insert into log.event values ({NEXT})",
    "set local role okr_append; set local okr.org = 'acme'; update log.head set position = position + 1",
]
# Only a superuser may, and comes no further.
AS_REPLICA = [
    f"set local session_replication_role = replica; {change}"
    for change in ("delete from log.event", "truncate log.event", f"insert into log.event values ({NEXT})")
]
AS_ANOTHER = [f"set local session authorization okr_append; insert into log.event values ({NEXT})"]

TABLE = [
    *(Attack(sql) for sql in CHANGES),
    *(Attack(sql) for sql in INSERTS),
    *(Attack(sql) for sql in AS_WRITER),
    Attack("set local role okr_append; delete from log.event", superuser=RIGHT, owner=RIGHT),
    *(Attack(sql, owner=RIGHT) for sql in AS_REPLICA),
    *(Attack(sql, owner=RIGHT) for sql in AS_ANOTHER),
]
