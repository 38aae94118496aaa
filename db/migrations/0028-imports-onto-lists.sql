-- A file of people can be imported onto a list; the import outlives the list.
alter table imports
  add column list_id text collate "C",
  add constraint imports_account_id_list_id_fkey
    foreign key (account_id, list_id) references groups (account_id, group_id)
    on delete set null (list_id);
