import assert from 'node:assert';
import test from 'node:test';

test('the world is there', () => assert.ok(true));
