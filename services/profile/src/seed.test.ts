import { openDatabase } from '@tracewalk/service/postgres';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { SCHEMA } from './schema.ts';
import { profileOf, seedProfiles } from './seed.ts';

describe('the profiles', () => {
  it('are the same on every machine', () => {
    expect(profileOf(1)).toEqual({
      id: 1,
      title: 'Site Reliability Engineer',
      department: 'Payments',
      location: 'Nairobi',
      bio: 'Once found a bug by reading the manual.',
      color: '#1d4ed8',
    });
  });

  it('are a thousand, and stay as they are at the next start', async () => {
    const database = await openDatabase({ url: await testDatabase(), service: 'profile', schema: SCHEMA });
    await seedProfiles(database);
    await database.query(`UPDATE profile.profiles SET bio = 'Changed.' WHERE id = 7`);
    await seedProfiles(database);

    const { rows } = await database.query('SELECT * FROM profile.profiles ORDER BY id');
    const seeded = Array.from({ length: 1_000 }, (_, index) => profileOf(index + 1));
    expect(rows).toEqual(seeded.with(6, { ...profileOf(7), bio: 'Changed.' }));
    await database.end();
  });
});
