/** The profiles of the thousand users: made up, and the same on every machine. */
import type { Pool } from 'pg';

const PROFILES = 1_000;

const TITLES = [
  'Platform Engineer',
  'Site Reliability Engineer',
  'Data Engineer',
  'Security Analyst',
  'Product Designer',
  'Frontend Developer',
  'Database Administrator',
  'Release Manager',
  'Support Engineer',
  'Technical Writer',
  'Network Engineer',
];
const DEPARTMENTS = ['Platform', 'Payments', 'Search', 'Identity', 'Logistics', 'Data', 'Support'];
const LOCATIONS = [
  'Lisbon',
  'Nairobi',
  'Osaka',
  'Toronto',
  'Kraków',
  'Chennai',
  'Montevideo',
  'Leeds',
  'Tallinn',
  'Accra',
  'Busan',
  'Utrecht',
  'Oaxaca',
];
const BIOS = [
  'Likes small pull requests and long walks.',
  'Once found a bug by reading the manual.',
  'Keeps a list of error messages that helped.',
  'Bakes on Sundays, deploys on Tuesdays.',
  'Has opinions about time zones.',
];
const COLORS = ['#0f766e', '#1d4ed8', '#7c3aed', '#b45309', '#be123c', '#4d7c0f'];

/** The lists' lengths have no common divisor with each other's, so neighbours differ in everything. */
export const profileOf = (id: number) => ({
  id,
  title: TITLES[id % TITLES.length],
  department: DEPARTMENTS[id % DEPARTMENTS.length],
  location: LOCATIONS[id % LOCATIONS.length],
  bio: BIOS[id % BIOS.length],
  color: COLORS[id % COLORS.length],
});

/** Writes those that are missing; harmless at every start. */
export async function seedProfiles(database: Pool): Promise<void> {
  const profiles = Array.from({ length: PROFILES }, (_, index) => profileOf(index + 1));
  await database.query(
    `INSERT INTO profile.profiles
     SELECT * FROM json_populate_recordset(NULL::profile.profiles, $1)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(profiles)],
  );
}
