import type { Choice, Words } from '../../contract/provenance.ts';

/** A behaviour of the API that belongs to no single operation, parameter, field or refusal. */
export type Behaviour =
  | { readonly provenance: 'documented'; readonly claim: Words }
  | { readonly provenance: 'inferred'; readonly claim: Words; readonly choice: Choice };
