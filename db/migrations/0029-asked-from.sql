-- How often pages of one visitor asked people to confirm. Locks writes to consent_requests, a table of
-- three days, while it is built.
create index consent_requests_by_ip on consent_requests (account_id, ip, requested_at) where source = 'client';
