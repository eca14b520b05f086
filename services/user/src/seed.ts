/** A thousand users: made up, and the same on every machine. */
import type { Pool } from 'pg';

const GIVEN = [
  'Amara',
  'Bilal',
  'Chiara',
  'Daniel',
  'Elif',
  'Farid',
  'Greta',
  'Haruto',
  'Ines',
  'Jakub',
  'Keiko',
  'Lindiwe',
  'Mateo',
  'Noor',
  'Olena',
  'Paulo',
  'Qiang',
  'Rosa',
  'Samira',
  'Tomasz',
  'Uma',
  'Viktor',
  'Wanjiru',
  'Ximena',
  'Yusuf',
  'Zofia',
  'Aisling',
  'Björn',
  'Camille',
  'Dewi',
  'Eun-ji',
  'Fatou',
  'Gabriel',
  'Hannah',
  'Ivana',
  'Joseph',
  'Kofi',
  'Leila',
  'Mei',
  'Nikhil',
];
const FAMILY = [
  'Adeyemi',
  'Bianchi',
  'Castro',
  'Dubois',
  'Eriksson',
  'Fernández',
  'García',
  'Haddad',
  'Ivanova',
  'Jansen',
  'Kowalski',
  'López',
  'Müller',
  'Nakamura',
  "O'Connor",
  'Park',
  'Quispe',
  'Rossi',
  'Singh',
  'Tanaka',
  'Usman',
  'Varga',
  'Wang',
  'Yılmaz',
  'Zhang',
];
/** All pairs of names: as many users, and no two of the same name. */
const USERS = GIVEN.length * FAMILY.length;

/** The user of an id from 1 on. */
export function userOf(id: number): { id: number; name: string; email: string; joined_on: string } {
  // 481 has no divisor in common with 1,000: each pair comes up once, and neighbours have different names.
  const pair = ((id - 1) * 481) % USERS;
  const given = GIVEN[pair % GIVEN.length] ?? '';
  const family = FAMILY[Math.floor(pair / GIVEN.length)] ?? '';
  const joined = new Date(Date.UTC(2019, 0, 1 + ((id * 97) % 2_500)));
  return {
    id,
    name: `${given} ${family}`,
    email: `${plain(given)}.${plain(family)}@example.com`,
    joined_on: joined.toISOString().slice(0, 10),
  };
}

/** Writes those that are missing; harmless at every start. */
export async function seedUsers(database: Pool): Promise<void> {
  const users = Array.from({ length: USERS }, (_, index) => userOf(index + 1));
  await database.query(
    `INSERT INTO users.users
     SELECT * FROM json_populate_recordset(NULL::users.users, $1)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(users)],
  );
}

/** Letters of the English alphabet only, as addresses have them. */
const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
