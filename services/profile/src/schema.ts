/** One row for each user; the id is the user's. */
export const SCHEMA = `
CREATE SCHEMA IF NOT EXISTS profile;
CREATE TABLE IF NOT EXISTS profile.profiles (
  id integer PRIMARY KEY,
  title text NOT NULL,
  department text NOT NULL,
  location text NOT NULL,
  bio text NOT NULL,
  color text NOT NULL
)`;
