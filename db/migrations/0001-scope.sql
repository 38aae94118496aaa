-- The second lock of account isolation. Every query names its account; row-level security repeats it.
-- A transaction says whose rows it may see with set_config('parley.account_id', <id>, true).
-- '*' is for followers and maintenance, which serve all accounts. Unset means: no rows at all.
-- Locks nothing: there are no tables yet.
create function protect_by_account(protected regclass) returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', protected);
  execute format('alter table %s force row level security', protected);
  execute format(
    'create policy by_account on %s using ('
    'account_id = current_setting(''parley.account_id'', true) '
    'or current_setting(''parley.account_id'', true) = ''*'')', protected);
end
$$;
