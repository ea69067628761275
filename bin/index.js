// The package's entry for `import`: its built code or, in a clone linked by npm, its sources.
import { packageCode } from './package-code.js';

export const {
  campagne,
  partenaire,
  proposition,
  startServer,
  thematique,
  VerificationError,
  WorldError,
} = await import(packageCode());
