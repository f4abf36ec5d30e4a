"""The role of PostgreSQL as which the site connects: it reads and writes rows, and can change nothing about tables.

Tables and triggers belong to the owner, as whom `migrate`, `backup` and `seal` connect. Whoever gets hold of the site's
password then still cannot switch a trigger off, drop or alter a table, or rewrite the seals.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg import sql

from hocTap.lib.refusals import Refused

ONLY_READ = ("django_migrations", "units_seal", "units_sealeditem", "units_upkeep")
"""Tables that only commands of the owner write."""

GRANTS = (
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON SCHEMA public FROM {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
)

TABLES = "SELECT 1 FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"

EXCESS = (
    ("là quản trị của PostgreSQL (SUPERUSER)", "SELECT rolsuper FROM pg_roles WHERE rolname = %(role)s"),
    (
        "được tạo vai trò, cơ sở dữ liệu hoặc sao chép",
        "SELECT rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = %(role)s",
    ),
    (
        "là chủ của bảng",
        f"SELECT EXISTS ({TABLES} AND pg_has_role(%(role)s, c.relowner, 'MEMBER'))",
    ),
    (
        "là chủ của hàm trong trigger",
        "SELECT EXISTS (SELECT 1 FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND pg_has_role(%(role)s, p.proowner, 'MEMBER'))",
    ),
    ("được tạo bảng", "SELECT has_schema_privilege(%(role)s, 'public', 'CREATE')"),
    (
        "được tạo bảng tạm",
        "SELECT has_database_privilege(%(role)s, current_database(), 'TEMPORARY')",
    ),
    (
        "được thêm trigger hoặc làm rỗng bảng",
        f"SELECT EXISTS ({TABLES} AND (has_table_privilege(%(role)s, c.oid, 'TRIGGER')"
        " OR has_table_privilege(%(role)s, c.oid, 'TRUNCATE')))",
    ),
    (
        "được ghi vào bảng niêm hoặc bảng chuyển đổi cấu trúc",
        f"SELECT EXISTS ({TABLES} AND c.relname = ANY(%(only_read)s)"
        " AND has_table_privilege(%(role)s, c.oid, 'INSERT, UPDATE, DELETE'))",
    ),
)
"""What the site's role must not be or may not do, and how PostgreSQL is asked."""


def grant(role: str) -> None:
    """Give the role what the site needs and take the rest away; run as the owner of the tables."""
    need_postgresql()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise Refused(f"PostgreSQL chưa có vai trò “{role}”: CREATE ROLE {role} LOGIN PASSWORD '…'.")
        names = {"role": sql.Identifier(role), "database": sql.Identifier(str(connection.settings_dict["NAME"]))}
        for statement in GRANTS:
            cursor.execute(sql.SQL(statement).format(**names))
        for table in ONLY_READ:
            cursor.execute(
                sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}").format(
                    table=sql.Identifier(table), **names
                )
            )


def excess(role: str) -> list[str]:
    """What the role could do beyond its work, in words; empty when it is as it should be."""
    need_postgresql()
    facts: dict[str, Any] = {"role": role, "only_read": list(ONLY_READ)}
    found = []
    with connection.cursor() as cursor:
        for words, question in EXCESS:
            cursor.execute(question, facts)
            (yes,) = cursor.fetchone() or (False,)
            if yes:
                found.append(words)
    return found


def current() -> str:
    """The role as which this process is connected."""
    need_postgresql()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def need_postgresql() -> None:
    if connection.vendor != "postgresql":
        raise Refused("Chỉ PostgreSQL có vai trò riêng cho trang web.")
