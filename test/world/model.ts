import { campagne, partenaire, proposition, thematique, type WorldError } from '../../src/index.ts';
import { type Fields, KEYS, type Name, record } from '../fixture-helpers.ts';

/** Half-years with their bounds, reckoned apart from the server: midnight in Paris. */
export const SEMESTRES = {
  '2013-S2': ['2013-06-30T22:00:00Z', '2013-12-31T23:00:00Z'],
  '2014-S1': ['2013-12-31T23:00:00Z', '2014-06-30T22:00:00Z'],
  '2014-S2': ['2014-06-30T22:00:00Z', '2014-12-31T23:00:00Z'],
} as const;
export type SemestreName = keyof typeof SEMESTRES;

/** The bounds of the half-years, and the seconds before them. */
export const INSTANTS = [...new Set(Object.values(SEMESTRES).flat())]
  .flatMap((bound) => [instant(Date.parse(bound) - 1000), bound])
  .sort();

export const NAMES = ['users', 'thematiques', 'campagnes', 'propositions'] as const;

/** Members that refer to records of other collections; the value is a key, a list of keys, or null. */
const REFERENCES: Readonly<Record<Name, Readonly<Record<string, Name>>>> = {
  users: { thematiques: 'thematiques' },
  thematiques: { parent: 'thematiques' },
  campagnes: { thematiques: 'thematiques' },
  propositions: { auteur: 'users', thematique: 'thematiques', campagne: 'campagnes' },
};

/** The references without which a record cannot be. */
const NEEDED = ['auteur', 'thematique'];

const COMPLETE: Readonly<Record<Name, (given: Fields, now: string) => object>> = {
  users: partenaire,
  thematiques: thematique,
  campagnes: campagne,
  propositions: proposition,
};

type State = Readonly<Record<Name, ReadonlyMap<number, Fields>>>;
type Clock =
  | { mode: 'real' }
  | { mode: 'shifted'; offset: number }
  | { mode: 'frozen'; at: number };

/** The operations on a world. */
export type Operation =
  | { do: 'setStatut'; uid: number; action: 0 | 1 }
  | { do: 'put'; name: Name; fields: Fields }
  | { do: 'add'; name: Name; fields: Fields }
  | { do: 'patch'; name: Name; key: number; merge: Fields }
  | { do: 'delete' | 'cascade' | 'restoreRecord'; name: Name; key: number }
  | { do: 'reset' }
  | { do: 'save' | 'restore' | 'forget'; snapshot: string }
  | { do: 'freeze' | 'set'; at: string }
  | { do: 'advance'; seconds: number }
  | { do: 'real' }
  | { do: 'list'; name: Name }
  | { do: 'listByStatut'; statut: 0 | 1 }
  | { do: 'semestre'; semestre: SemestreName }
  | { do: 'diff'; from?: string; to?: string }
  | { do: 'clock' };

/** A world refuses an operation by the kind of its error. */
export type Outcome = { value: unknown } | { refused: WorldError['kind'] };

/** A subject of the operations: a world or a model. */
export interface Subject {
  perform(operation: Operation): Promise<Outcome>;
}

function instant(time: number): string {
  return `${new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19)}Z`;
}

function reversed(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).reverse());
}

/** The start of the worlds. */
export function baseline(): Record<Name, Fields[]> {
  const dated = (creation: number, modification: number) => ({
    date_creation: INSTANTS[creation],
    date_modification: INSTANTS[modification],
    date_inscription: null,
    date_desinscription: null,
  });
  const { date_inscription, date_desinscription, ...dates } = dated(1, 3);
  return {
    users: [
      // In another order than it is stored in once it is put: that makes no difference.
      reversed(record('users', { uid: 1, ...dated(0, 1) })),
      record('users', { uid: 2, statut: 0, ...dated(2, 3), thematiques: [2] }),
      record('users', { uid: 4, statut: 0, ...dated(1, 5) }),
    ],
    thematiques: [
      record('thematiques', { tid: 1, ...dates }),
      record('thematiques', { tid: 2, ...dates }),
    ],
    campagnes: [],
    propositions: [
      record('propositions', { id: 1, auteur: 4, campagne: null, ...dates }),
      record('propositions', { id: 2, auteur: 1, campagne: null, ...dates }),
    ],
  };
}

/** The machine's time, which the test alone moves. */
export class Machine {
  static readonly START = Date.parse('2014-03-01T12:00:00Z');
  time = Machine.START;
  now = () => new Date(this.time);
}

/** The model of a world, in plain objects. */
export class Model implements Subject {
  readonly #machine: Machine;
  readonly #snapshots = new Map<string, { state: State; clock: Clock }>();
  #state: State = Model.#seeded();
  #clock: Clock = { mode: 'real' };

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  static #seeded(): State {
    const records = baseline();
    const byKey = (name: Name) =>
      new Map(records[name].map((each) => [each[KEYS[name]] as number, each]));
    return {
      users: byKey('users'),
      thematiques: byKey('thematiques'),
      campagnes: byKey('campagnes'),
      propositions: byKey('propositions'),
    };
  }

  async perform(operation: Operation): Promise<Outcome> {
    switch (operation.do) {
      case 'setStatut':
        return this.#setStatut(operation.uid, operation.action);
      case 'put':
        return this.#put(operation.name, operation.fields);
      case 'add':
        return this.#add(operation.name, operation.fields);
      case 'patch': {
        const { name, key, merge } = operation;
        const record = this.#state[name].get(key);
        return record ? this.#put(name, { ...record, ...merge }) : { refused: 'unknown' };
      }
      case 'delete':
        return this.#delete(operation.name, operation.key);
      case 'cascade': {
        const { name, key } = operation;
        if (!this.#state[name].has(key)) return { refused: 'unknown' };
        this.#cascade(name, key);
        return { value: undefined };
      }
      case 'restoreRecord': {
        const { name, key } = operation;
        const before = Model.#seeded()[name].get(key);
        const outcome = before ? this.#put(name, before) : this.#delete(name, key);
        return 'refused' in outcome ? outcome : { value: undefined };
      }
      case 'reset':
        this.#state = Model.#seeded();
        this.#clock = { mode: 'real' };
        return { value: undefined };
      case 'save':
        this.#snapshots.set(operation.snapshot, { state: this.#state, clock: this.#clock });
        return { value: { name: operation.snapshot, created: this.#now() } };
      case 'restore': {
        const snapshot = this.#snapshots.get(operation.snapshot);
        if (snapshot === undefined) return { refused: 'unknown' };
        this.#state = snapshot.state;
        this.#clock = snapshot.clock;
        return { value: undefined };
      }
      case 'forget':
        return this.#snapshots.delete(operation.snapshot)
          ? { value: undefined }
          : { refused: 'unknown' };
      case 'freeze':
        this.#clock = { mode: 'frozen', at: Date.parse(operation.at) };
        return this.#reading();
      case 'set':
        return this.#moveTo(Date.parse(operation.at));
      case 'advance':
        return this.#moveTo(this.#time() + operation.seconds * 1000);
      case 'real':
        this.#clock = { mode: 'real' };
        return this.#reading();
      case 'clock':
        return this.#reading();
      case 'list':
        return { value: this.#list(operation.name) };
      case 'listByStatut':
        return { value: this.#list('users', ({ statut }) => statut === operation.statut) };
      case 'semestre': {
        const [debut, fin] = SEMESTRES[operation.semestre];
        const within = (date: unknown) => `${date}` >= debut && `${date}` < fin;
        const wanted = (each: Fields) =>
          within(each.date_creation) || within(each.date_modification);
        return { value: NAMES.map((name) => this.#list(name, wanted)) };
      }
      case 'diff':
        return this.#diff(operation.from, operation.to);
    }
  }

  #time(): number {
    if (this.#clock.mode === 'frozen') return this.#clock.at;
    return this.#machine.time + (this.#clock.mode === 'shifted' ? this.#clock.offset : 0);
  }

  #now(): string {
    return instant(this.#time());
  }

  #reading(): Outcome {
    return { value: { now: this.#now(), mode: this.#clock.mode } };
  }

  #moveTo(time: number): Outcome {
    this.#clock =
      this.#clock.mode === 'frozen'
        ? { mode: 'frozen', at: time }
        : { mode: 'shifted', offset: time - this.#machine.time };
    return this.#reading();
  }

  #list(name: Name, wanted: (each: Fields) => boolean = () => true): Fields[] {
    const records = [...this.#state[name]].sort(([one], [other]) => one - other);
    return records.map(([, each]) => each).filter(wanted);
  }

  #write(name: Name, key: number, fields: Fields | undefined): void {
    const records = new Map(this.#state[name]);
    if (fields === undefined) records.delete(key);
    else records.set(key, fields);
    this.#state = { ...this.#state, [name]: records };
  }

  #setStatut(uid: number, action: 0 | 1): Outcome {
    const user = this.#state.users.get(uid);
    if (user === undefined) return { refused: 'unknown' };
    const changed = user.statut !== action;
    const now = this.#now();
    const date = action === 1 ? 'date_inscription' : 'date_desinscription';
    if (changed) {
      this.#write('users', uid, { ...user, statut: action, date_modification: now, [date]: now });
    }
    const date_modification = changed ? now : user.date_modification;
    return { value: { uid, statut: action, date_modification } };
  }

  /** The records that a record refers to. */
  #referred(name: Name, fields: Fields): [Name, number][] {
    return Object.entries(REFERENCES[name]).flatMap(([member, target]) =>
      [fields[member]]
        .flat()
        .filter((key) => key !== null)
        .map((key): [Name, number] => [target, Number(key)]),
    );
  }

  #put(name: Name, fields: Fields): Outcome {
    const holds = this.#referred(name, fields).every(([target, key]) =>
      this.#state[target].has(key),
    );
    if (!holds) return { refused: 'invalid' };
    this.#write(name, fields[KEYS[name]] as number, fields);
    return { value: fields };
  }

  #add(name: Name, given: Fields): Outcome {
    if (this.#state[name].has(given[KEYS[name]] as number)) return { refused: 'conflict' };
    const now = this.#now();
    const record = { ...COMPLETE[name](given, now) } as Fields;
    for (const [target, key] of this.#referred(name, record)) {
      if (this.#state[target].has(key)) continue;
      this.#write(target, key, { ...COMPLETE[target]({ [KEYS[target]]: key }, now) });
    }
    return this.#put(name, record);
  }

  #delete(name: Name, key: number): Outcome {
    if (!this.#state[name].has(key)) return { refused: 'unknown' };
    const refers = (by: Name) =>
      this.#list(by).some((each) =>
        this.#referred(by, each).some(([target, other]) => target === name && other === key),
      );
    if (NAMES.some(refers)) return { refused: 'conflict' };
    this.#write(name, key, undefined);
    return { value: undefined };
  }

  #cascade(name: Name, key: number): void {
    this.#write(name, key, undefined);
    for (const by of NAMES) {
      for (const [member, target] of Object.entries(REFERENCES[by])) {
        for (const each of target === name ? this.#list(by) : []) {
          const value = each[member];
          const own = each[KEYS[by]] as number;
          if (Array.isArray(value)) {
            this.#write(by, own, { ...each, [member]: value.filter((item) => item !== key) });
          } else if (value === key && NEEDED.includes(member)) {
            this.#cascade(by, own);
          } else if (value === key) {
            this.#write(by, own, { ...each, [member]: null });
          }
        }
      }
    }
  }

  #diff(from?: string, to?: string): Outcome {
    const before = from === undefined ? Model.#seeded() : this.#snapshots.get(from)?.state;
    const after = to === undefined ? this.#state : this.#snapshots.get(to)?.state;
    if (before === undefined || after === undefined) return { refused: 'unknown' };
    const differences = NAMES.flatMap((collection) => {
      const keys = new Set([...before[collection].keys(), ...after[collection].keys()]);
      return [...keys]
        .sort((one, other) => one - other)
        .map((key) => {
          const [old, now] = [before[collection].get(key), after[collection].get(key)];
          const fields = Object.keys({ ...old, ...now })
            .filter((name) => JSON.stringify(old?.[name]) !== JSON.stringify(now?.[name]))
            .map((name) => [name, { before: old?.[name] ?? null, after: now?.[name] ?? null }]);
          const change = old === undefined ? 'created' : now === undefined ? 'deleted' : 'modified';
          return { collection, key, change, fields: Object.fromEntries(fields) };
        })
        .filter(({ change, fields }) => change !== 'modified' || Object.keys(fields).length > 0);
    });
    return { value: differences };
  }
}
