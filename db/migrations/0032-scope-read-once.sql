-- Row-level security asked for the scope anew with each row: most of what reading 100,000 rows cost.
-- As a subquery it is asked for once per statement. Locks each table for a moment.
create or replace function protect_by_account(protected regclass) returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', protected);
  execute format('alter table %s force row level security', protected);
  execute format(
    'create policy by_account on %s using ('
    'account_id = (select current_setting(''parley.account_id'', true)) '
    'or (select current_setting(''parley.account_id'', true)) = ''*'')', protected);
end
$$;

do $$
declare
  protected regclass;
begin
  for protected in
    select p.polrelid
    from pg_policy p
    join pg_class c on c.oid = p.polrelid
    where p.polname = 'by_account'
      and c.relnamespace = current_schema()::regnamespace
  loop
    execute format('drop policy by_account on %s', protected);
    perform protect_by_account(protected);
  end loop;
end
$$;
