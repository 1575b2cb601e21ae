import fs from 'node:fs';
import path from 'node:path';
import Image from 'next/image';

export default function Page() {
  const terms = fs.readFileSync(path.join(process.cwd(), 'content/terms.md'), 'utf8');
  return (
    <main>
      <Image src="/logo.svg" alt="logo" width={120} height={40} />
      <pre>{terms}</pre>
    </main>
  );
}
