import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** A certificate with its key, in PEM files. */
export interface TestCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** Makes certificates in a folder with openssl, which every system that builds this has. */
export function testAuthority(folder: string, name = 'authority') {
  const own = selfSigned(folder, name, ['-addext', 'basicConstraints=critical,CA:TRUE']);
  return {
    ...own,
    /** A certificate of somebody whom the authority knows; `127.0.0.1` is an address of it. */
    issue: (subject: string, days = 2): TestCertificate => {
      const [certificateFile, keyFile, request] = ['pem', 'key', 'csr'].map((end) =>
        path.join(folder, `${subject}.${end}`),
      ) as [string, string, string];
      const extensions = path.join(folder, `${subject}.ext`);
      writeFileSync(extensions, 'subjectAltName=IP:127.0.0.1\n');
      openssl('req', '-new', ...newKey(keyFile), '-subj', `/O=Tests/CN=${subject}`, '-out', request);
      const by = ['-CA', own.certificateFile, '-CAkey', own.keyFile, '-CAcreateserial', '-days', String(days)];
      openssl('x509', '-req', '-in', request, ...by, '-extfile', extensions, '-out', certificateFile);
      return { certificateFile, keyFile };
    },
  };
}

/** A certificate of somebody whom nobody knows. */
export function selfSigned(folder: string, name: string, more: readonly string[] = []): TestCertificate {
  const [certificateFile, keyFile] = ['pem', 'key'].map((end) => path.join(folder, `${name}.${end}`)) as [
    string,
    string,
  ];
  const subject = ['-subj', `/O=Tests/CN=${name}`, '-days', '2'];
  openssl('req', '-x509', ...newKey(keyFile), ...subject, ...more, '-out', certificateFile);
  return { certificateFile, keyFile };
}

const newKey = (file: string) => ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file];

function openssl(...options: readonly string[]): void {
  execFileSync('openssl', options, { stdio: ['ignore', 'ignore', 'pipe'] });
}
