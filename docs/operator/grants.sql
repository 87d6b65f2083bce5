-- What the desk's processes may do in PostgreSQL. The owner of the tables runs it after `init`, and after each upgrade:
--   psql --set ON_ERROR_STOP=1 --dbname dueprocess --file grants.sql
-- The role comes first, once:  CREATE ROLE dueprocess_app LOGIN PASSWORD '...';
BEGIN;
GRANT USAGE ON SCHEMA public TO dueprocess_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO dueprocess_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dueprocess_app;
REVOKE UPDATE, DELETE ON data_event, data_statement, data_roster, data_reportcorrection, data_ledgerrow, data_scorelook, data_scorecard FROM dueprocess_app;
REVOKE UPDATE ON data_eventopening, data_note FROM dueprocess_app;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM dueprocess_app;
COMMIT;
