import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';

const feeds = JSON.parse(readFileSync(new URL('../feeds.json', import.meta.url), 'utf8'));
createServer((_, answer) => answer.end(JSON.stringify(feeds))).listen(4000);
