import type { Validator } from 'typebox/compile';
import { Settings } from 'typebox/system';

/** All that a schema finds wrong; TypeBox's own limit of eight errors would hide the others until these are mended. */
export function everyError(validator: Validator, value: unknown): ReturnType<Validator['Errors']> {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: Number.POSITIVE_INFINITY });
  try {
    return validator.Errors(value);
  } finally {
    Settings.Set({ maxErrors });
  }
}
