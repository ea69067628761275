// The package's entry for `require`, which loads no module with a top-level await.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { packageCode } from './package-code.js';

const load = createRequire(import.meta.url);
export const {
  campagne,
  partenaire,
  proposition,
  startServer,
  thematique,
  VerificationError,
  WorldError,
} = load(fileURLToPath(packageCode()));
