-- Who waits for the team: conversations that were handed to it and are not closed. A projection that
-- conversations keep, so that segments and sending can ask for it. Locks nothing that exists.
create table open_problems (
  account_id      text        collate "C" not null references accounts on delete cascade,
  conversation_id uuid        not null,
  profile_id      uuid        not null,
  since           timestamptz not null,
  primary key (account_id, conversation_id),
  foreign key (account_id, profile_id) references profiles on delete cascade
);
create index open_problems_of on open_problems (account_id, profile_id);
select protect_by_account('open_problems');

insert into open_problems (account_id, conversation_id, profile_id, since)
select c.account_id, c.conversation_id, c.profile_id, c.status_at
from conversations c
where c.status = 'routed-to-team';
