-- Takes back V2. All accounts are lost; the first administrator is made anew at the next start.
DROP TABLE auth_tokens;
DROP TABLE user_cameras;
DROP TABLE users;
