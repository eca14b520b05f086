/** The users. Their profiles belong to the profile service, in a schema of its own. */
export const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS users;
CREATE TABLE IF NOT EXISTS users.users (
  id integer PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  joined_on date NOT NULL
)`;
