/** A change of the sources that alters what a user observes, and the test files of which one must fail with it. */
export interface Mutant {
  /** Below `src`. */
  readonly file: string;
  /** A text that the file has once, and its replacement. */
  readonly from: string;
  readonly to: string;
  /** Below `test`, the first to fail first. */
  readonly tests: readonly string[];
}

type Change = readonly [from: string, to: string];

/** Mutants of one file that the same tests must notice. */
function of(file: string, tests: readonly string[], changes: readonly Change[]): Mutant[] {
  return changes.map(([from, to]) => ({ file, from, to, tests }));
}

export const MUTANTS: readonly Mutant[] = [
  ...of(
    'docs/page.ts',
    ['docs/page.test.ts'],
    [
      ["['if-none-match'] === file.etag", "['if-none-match']"],
      [`  "script-src 'self'",`, `  "script-src 'self' 'unsafe-inline'",`],
      [".header('etag', file.etag)", ''],
    ],
  ),
  ...of(
    'contract/applications.ts',
    ['docs/page.test.ts'],
    [
      [' && mot_de_passe === DEMO.mot_de_passe', ''],
      [' && cle === DEMO.cle', ''],
    ],
  ),
  ...of(
    'traffic/journal.ts',
    ['traffic/journal.test.ts'],
    [['entry.id >= below', 'entry.id > below']],
  ),
  ...of(
    'contract/instants.ts',
    ['api/semestres.test.ts'],
    [
      ['(month < 7 ? 0 : 1)', '(month < 8 ? 0 : 1)'],
      ['(month === 6 && day === 30) || ', ''],
      ['return instant < startOfSemestre(next) ?', 'return instant <= startOfSemestre(next) ?'],
      ['fin: startOfSemestre(number + 1) }', 'fin: startOfSemestre(number + 2) }'],
      ['-06-30T22:00:00Z`', '-06-30T23:00:00Z`'],
      ['if (year > 1976 && year < 2026) {', 'if (year > 1876 && year < 2026) {'],
    ],
  ),
  ...of(
    'contract/instants.ts',
    ['world/clock.test.ts', 'world/world-clock.test.ts', 'api/semestres.test.ts'],
    [
      ['date.getTime() + offsetInParis(date), Date', 'date.getTime(), Date'],
      ['Date.UTC(9999, 11, 31));', 'Infinity);'],
      ['if (second !== latest.second) {', 'if (Number.isNaN(latest.second)) {'],
    ],
  ),
  ...of(
    'world/world-clock.ts',
    ['world/world-clock.test.ts', 'world/clock.test.ts'],
    [
      ['this.now().getTime() + milliseconds', 'this.now().getTime() + milliseconds * 1000'],
      ["if (setting.mode === 'frozen') return new Date(setting.at);", ''],
      ["return this.#setting.mode === 'frozen'", 'return false'],
      ['now.getTime() + setting.offset', 'now.getTime() - setting.offset'],
      ['offset: time - this.#system.now().getTime()', 'offset: time'],
      ['time <= LATEST', 'time <= Infinity'],
      [
        'Math.max(EARLIEST, Math.min(now.getTime() + setting.offset, LATEST))',
        'now.getTime() + setting.offset',
      ],
    ],
  ),
  ...of(
    'api/handlers.ts',
    [
      'api/statut.test.ts',
      'api/operations.test.ts',
      'api/explanation.test.ts',
      'api/refusals.test.ts',
    ],
    [
      ['request.trace.unchanged = !outcome.changed;', ''],
      ['names[value] as string[]', 'names[1] as string[]'],
      ['if (outcome === undefined) throw new Refusal(subject.unknown);', ''],
      ['if (text === undefined) throw new Refusal(subject.unknown);', ''],
      ['world.list(name, equal ? { equal } : {})', 'world.list(name, {})'],
      ['world.list(name, filter)', 'world.list(name, {})'],
      ['{ genere_le: world.now(), periode }', '{ genere_le: new Date().toISOString(), periode }'],
      ['${publicPath}${BASE_PATH}${paths', '${publicPath}${paths'],
    ],
  ),
  ...of(
    'world/difference.ts',
    ['world/state.test.ts', 'world/model.test.ts', 'control/diff.test.ts'],
    [
      ["before === undefined ? 'created' : after", "before === undefined ? 'modified' : after"],
      ['!== JSON.stringify(after)', '=== JSON.stringify(after)'],
      ['own(old, name), own(now, name)', 'own(now, name), own(old, name)'],
      ['Object.hasOwn(record, name)', 'true'],
    ],
  ),
  ...of(
    'store/layers.ts',
    ['store/layers.test.ts', 'store/store.test.ts', 'world/model.test.ts', 'world/state.test.ts'],
    [
      ['AND doc IS NOT NULL AND ${differs}', 'AND ${differs}'],
      ['AND doc IS NOT NULL AND ${differs}', 'AND doc IS NOT NULL'],
      ['if (old === now) continue;', ''],
      [
        "${keys('@before', '@after')} UNION ${keys('@after', '@before')}",
        "${keys('@after', '@before')}",
      ],
      [' AND doc IS own.doc)`', ')`'],
      [
        'this.#prepare(`INSERT INTO ${table} SELECT ?, key, NULL FROM ${collection}`).run(layer);',
        '',
      ],
      ['this.dropSnapshot(world, name);\n    const layer', 'const layer'],
      ['for (const { name } of this.snapshots(id)) this.dropSnapshot(id, name);', ''],
      ["return typeof value === 'number' ? BigInt(value) : value;", 'return value as string;'],
      ['ORDER BY key LIMIT @limit`', 'LIMIT 0`'],
      ['      this.#empty.clear();\n', ''],
    ],
  ),
  ...of(
    'store/lists.ts',
    ['store/lists.test.ts', 'api/semestres.test.ts', 'api/statut.test.ts'],
    [
      [
        'if (page && last === end) yield page[1];'.replaceAll('page', 'chunk'),
        'if (chunk) yield chunk[1];',
      ],
      ['const before = change.key - 1;', 'const before = change.key;'],
      ['if (change.body !== null) yield change.body;', ''],
      ['AND key > @after AND key <= @last`', 'AND key >= @after AND key <= @last`'],
      ["doc ->> '$.date_debut' > @today", "doc ->> '$.date_debut' >= @today"],
      ["doc ->> '$.date_fin' < @today", "doc ->> '$.date_fin' <= @today"],
      ['>= @debut AND', '> @debut AND'],
      ['< @fin`', '<= @fin`'],
      [" OR ${within('date_modification')}", ''],
      [
        'return member === undefined ? source : `${source} AND ${member} = @value`;',
        'return source;',
      ],
    ],
  ),
  ...of(
    'store/kept-chunks.ts',
    ['store/kept-chunks.test.ts'],
    [
      ['else if (this.#from < this.#last) {', 'else if (this.#from < 0) {'],
      ['for (const list of this.#lists.values()) list.restart(this.#from);', ''],
      ['if (key <= this.#from) return;', ''],
      ['this.#table.move(this.#number, this.#from, end);', ''],
      ['if (this.#count < WORTH_KEEPING) {', 'if (this.#count <= WORTH_KEEPING) {'],
    ],
  ),
  ...of(
    'fixtures/record-reader.ts',
    ['fixtures/large.test.ts'],
    [
      ['if (byte === BACKSLASH) next++;', 'if (byte === BACKSLASH) next += 0;'],
      ['if (depth === 0) return next;', ''],
      ['if (!isUtf8(this.bytes.subarray(this.#checked, this.end))) return false;', ''],
      ["? 'end' : 'malformed'", "? 'end' : 'end'"],
      ['const marked = this.#position === 0 && ', 'const marked = '],
      ['this.bytes[this.#length] = 0;', ''],
      ['this.#checked = this.end;', 'this.#checked = this.#length;'],
    ],
  ),
  ...of(
    'fixtures/broken-array.ts',
    ['fixtures/large.test.ts'],
    [
      ['parsed.end + MARGIN < text.length', 'parsed.offset + MARGIN < text.length'],
      ["index < 0 ? '' : '['", "'['"],
      ['if (escaped) escaped = false;', 'if (false) escaped = false;'],
    ],
  ),
  ...of(
    'fixtures/byte-places.ts',
    ['fixtures/large.test.ts'],
    [
      ['column += byte < FIRST_OF_FOUR ? 1 : 2;', 'column += 1;'],
      ['if (offset < this.#offset || this.#offset === 0) this.#begin();', ''],
      ['first.equals(BYTE_ORDER_MARK) ? first.length : 0', '0'],
    ],
  ),
  ...of(
    'fixtures/collection-file.ts',
    ['fixtures/large.test.ts', 'fixtures/references.test.ts'],
    [
      ['if (this.#found.length > 0) continue;', ''],
      ['if (file.broken) return;', ''],
      ['unknown && this.#found.length === this.#ofRecords', 'false'],
      ['Object.values(references).includes(name)', 'false'],
    ],
  ),
  ...of(
    'fixtures/plain-records.ts',
    ['fixtures/plain-records.test.ts'],
    [
      ['const ends = this.#ends.fill(MISSING);', 'const ends = this.#ends;'],
      ['if (index < lastOther) return -1;', ''],
      ['starts[index] !== MISSING', 'false'],
      ['if (index < expected) this.#inOrder = false;', ''],
      [
        'if (bytes[one + index] === QUOTE) return false;',
        'if (bytes[one + index] === QUOTE) return true;',
      ],
      ['if (start === MISSING && isOther) continue;', ''],
      [') ??\n      semestreNumber(', ') ?? 0 *\n      semestreNumber('],
    ],
  ),
  ...of(
    'fixtures/plain-members.ts',
    ['fixtures/plain-records.test.ts'],
    [
      ['isDigit(bytes[at + 1]) || ', ''],
      ['if (this.#derived.some((name) => isAt(name, bytes, at))) return -1;', ''],
      ["[key, ...filters].every((name) => of(name).type === 'integer') &&", ''],
      ['ordered.flat().every((name) => of(name).format !== undefined);', 'true;'],
    ],
  ),
  ...of(
    'fixtures/plain-values.ts',
    ['fixtures/plain-records.test.ts'],
    [
      ['byte < 0x20 || ', ''],
      ["Buffer.from('\"\\\\bfnrt')", "Buffer.from('\"\\\\/bfnrtu')"],
      ['digits <= MAX_DIGITS && ', ''],
      [' && bytes[at] !== ZERO)', ')'],
      ['value >= minimum && ', ''],
      ['isWithin(bytes, at + 12, 23)', 'isWithin(bytes, at + 12, 24)'],
      ['(year === 0 ? century : year) % 4', 'year % 4'],
      ['pattern === INSTANT ? instant', 'pattern !== undefined ? instant'],
    ],
  ),
  ...of(
    'fixtures/plain-json.ts',
    ['fixtures/plain-records.test.ts'],
    [
      ['names.some((each) => each.equals(name))', 'false'],
      ['isDigit(bytes[next + 1]) || ', ''],
      ['return minusZero || ', 'return '],
      ['bytes[next - 1] !== ZERO && ', ''],
      ['plain && !small', 'plain'],
    ],
  ),
  ...of(
    'world/references.ts',
    ['world/references.test.ts', 'fixtures/large.test.ts'],
    [
      ['if (key >= LIMIT) return this.#others.has(key);', ''],
      ['left &= left - 1', 'left = 0'],
      ['yield* this.#others;', ''],
    ],
  ),
  ...of(
    'store/layers.ts',
    ['control/diff.test.ts'],
    [['name === last?.collection ? last.key : 0', '0']],
  ),
  ...of(
    'store/store.ts',
    ['control/list-records.test.ts'],
    [['ORDER BY key, source LIMIT', 'ORDER BY key, source DESC LIMIT']],
  ),
  ...of('world/completion.ts', ['control/add-record.test.ts'], [['existing.lastKey(name)', '0']]),
  ...of(
    'contract/defaults.ts',
    ['contract/factories.test.ts'],
    [['if (given[later] === undefined) record[later] = first;', '']],
  ),
  ...of(
    'world/search.ts',
    ['control/list-records.test.ts'],
    [
      ['if (key === last) continue;', ''],
      ['if (read.length < ROWS) return found;', 'return found;'],
    ],
  ),
  ...of(
    'world/record-changes.ts',
    ['control/delete-record.test.ts'],
    [['value.filter((item) => item !== each.key)', '[]']],
  ),
  ...of(
    'world/records.ts',
    [
      'world/records.test.ts',
      'fixtures/schema.test.ts',
      'fixtures/references.test.ts',
      'fixtures/served.test.ts',
    ],
    [
      ['{ ...blankRecord(collection), ...record }', '{ ...record }'],
      ['first && second && first > second', 'first && second && first < second'],
      ['filter(([, member]) => !isNullable(member))', 'filter(() => true)'],
      ['if (this.#keys.has(key)) {', 'if (false) {'],
    ],
  ),
  ...of(
    'generate/free-keys.ts',
    ['generate/free-keys.test.ts'],
    [
      ['<= position) low', '< position) low'],
      ['return position + 1 + low;', 'return position + low;'],
    ],
  ),
  ...of(
    'generate/histories.ts',
    ['generate/generate.test.ts', 'generate/partners.test.ts'],
    [
      ['(inscription ?? 0) > (desinscription ?? 0) ? 1 : 0', '(inscription ?? 0) > 0 ? 1 : 0'],
      ['instantOf(edited ?? last)', 'instantOf(creation)'],
    ],
  ),
  ...of(
    'generate/partners.ts',
    ['generate/generate.test.ts', 'generate/partners.test.ts'],
    [
      ['if (!tids.includes(tid)) tids.push(tid);', 'tids.push(tid);'],
      ['return tids.sort((one, other) => one - other);', 'return tids;'],
    ],
  ),
  ...of(
    'options/paths.ts',
    ['options/paths.test.ts'],
    [
      ["if (operation.provenance !== 'named') {", 'if (false) {'],
      ['parametersOf(path).join() !== expected.join()', 'false'],
      ['  refuseSharedPaths(source, paths);\n', ''],
      ['(?!\\.{1,2}(\\/|$))', ''],
    ],
  ),
  ...of(
    'traffic/redaction.ts',
    ['traffic/redaction.test.ts', 'api/canary.test.ts'],
    [
      ["    units.join(''),\n", ''],
      ["    octets.join(''),\n", ''],
      ['let redacted = text.replace(MARKED, MASK);', 'let redacted = text;'],
      ['    `c2FuZGJveC[01]${BASE64}`,\n', ''],
      ['b.length - a.length', 'a.length - b.length'],
      ['length >= SHORTEST_UNKNOWN', 'length >= 0'],
    ],
  ),
  ...of(
    'world/worlds.ts',
    [
      'world/worlds.test.ts',
      'control/listening.test.ts',
      'world/sandboxes.test.ts',
      'world/restart.test.ts',
    ],
    [
      [
        'snapshot === undefined ? undefined : this.main.copySnapshot(snapshot, from)',
        "(this.main.saveSnapshot('now'), this.main.copySnapshot(snapshot ?? 'now', layer))",
      ],
      ['time + lifetime + 999', 'time + lifetime'],
      ['    if (!isPlain) layers.copy(from, layer);\n', ''],
      ['      if (world.origin.layer !== BASELINE) layers.clear(world.origin.layer);\n', ''],
      ['layer: from, state: begun, ...own', 'layer: from, ...own'],
      ['Math.max(0, Math.min(left, LONGEST_TIMER))', 'left < 0 ? LONGEST_TIMER : left'],
      ['    this.main.check();\n    const id', '    const id'],
    ],
  ),
  ...of(
    'world/worlds.ts',
    ['world/rebase.test.ts'],
    [['    this.main.check();\n    const applications', '    const applications']],
  ),
  ...of(
    'world/callers.ts',
    ['world/callers.test.ts', 'world/worlds.test.ts', 'control/applications.test.ts'],
    [
      ['mot_de_passe === login || ', ''],
      ['?? this.#restored.login.get(login)', ''],
      ['      if (former.includes(application)) continue;\n', ''],
      ['former.slice(0, -MOST_FORMER)', 'former'],
      ['present + secrets.length > MOST_CHOSEN', 'present > MOST_CHOSEN'],
    ],
  ),
  ...of(
    'control/sandbox-start.ts',
    ['control/sandbox-state.test.ts', 'control/handles.test.ts'],
    [
      ['(clock) => now ?? worlds.timeOf(clock)', '(clock) => worlds.timeOf(clock)'],
      ['rules: rules ?? started?.rules', 'rules: started?.rules ?? rules'],
      ["typeof lifetime === 'object' ? lifetime : ", "typeof lifetime === 'object' ? undefined : "],
      ['...(credentials && {', '...(!credentials && {'],
    ],
  ),
  ...of(
    'world/world.ts',
    ['control/rule-handle.test.ts', 'control/reset-data.test.ts', 'control/clock.test.ts'],
    [
      ['this.replaceRules(this.#origin.state.rules)', 'this.replaceRules([])'],
      ['return this.#changeClock(this.#origin.state.clock);', 'return this.realClock();'],
    ],
  ),
  ...of(
    'world/registration.ts',
    [
      'control/applications.test.ts',
      'world/rebase.test.ts',
      'world/worlds.test.ts',
      'world/restart.test.ts',
    ],
    [
      ['    this.#callers.release(this.#world);\n', ''],
      ['    this.#callers.replace(this.#world, this.#all, []);\n', ''],
      ['    this.#save(next);\n', ''],
      ['if (this.#first?.login === rotated.login) ', ''],
    ],
  ),
  ...of(
    'world/world.ts',
    ['world/rebase.test.ts'],
    [
      ['    this.#clock.apply(origin.state.clock);\n', ''],
      ["this.#beginEpoch('reload');", "this.journal.empty('reload');"],
    ],
  ),
  ...of(
    'store/layers.ts',
    ['api/statut.test.ts'],
    [['AND doc IS NOT NULL AND ${differs}', 'AND ${differs}']],
  ),
  ...of(
    'generate/generate.ts',
    ['generate/generate.test.ts'],
    [
      ['new Random(seed, 2)', 'new Random(1, 2)'],
      ['new Random(seed, 3)', 'new Random(1, 3)'],
    ],
  ),
  ...of(
    'api/ruling.ts',
    ['world/epochs.test.ts'],
    [['closing, request.trace.epoch.signal]', 'closing]']],
  ),
  ...of(
    'api/simulation.ts',
    ['api/simulated-hold.test.ts', 'api/simulation-waits.test.ts'],
    [
      ['if (performed) await released?.();', ''],
      ['      await released?.();\n      if (replace) {', '      if (replace) {'],
      ['      await pause(delays.after, signal);\n      if (performed)', '      if (performed)'],
      ["action.action === 'cut' ? copyOf(usual) : undefined", 'undefined'],
    ],
  ),
  ...of(
    'api/ruling.ts',
    ['api/simulated-refused.test.ts'],
    [
      ["reply.removeHeader('www-authenticate');", ''],
      ['(error = refusal) => done(error), true)', '(error = refusal) => done(error))'],
      ['const { world } = request.trace;', 'const { world } = accessOf(request);'],
    ],
  ),
  ...of('api/errors.ts', ['api/simulated-perform.test.ts'], [['if (alter) {', 'if (false) {']]),
  ...of(
    'api/errors.ts',
    ['api/canary.test.ts'],
    [
      ['REPEATING.has(name) ? redaction.text(value) : value', 'value'],
      ["new Set(['detail', 'pointer', 'parameter'])", "new Set(['detail', 'pointer', 'code'])"],
    ],
  ),
  ...of(
    'api/actions/acting.ts',
    ['world/epochs.test.ts'],
    [
      [
        'await sleep(milliseconds, undefined, { signal });',
        'await sleep(Math.min(milliseconds, 300));',
      ],
    ],
  ),
  ...of(
    'api/actions/patch.ts',
    ['api/simulated-patch.test.ts'],
    [
      ["['[', '{[']", "['[']"],
      ['tokens.lastIndex = endOfString(text, index);', ''],
      ['added.delete(name);', ''],
      ['record?.depth === this.#open.length', 'record !== undefined'],
    ],
  ),
  ...of('api/actions/cut.ts', ['api/simulated-cut.test.ts'], [[', length - 1);', ', length);']]),
  ...of(
    'http/closing.ts',
    ['api/simulated-connection.test.ts'],
    [
      ['if (request.complete)', 'if (true)'],
      ['if (response.socket)', 'if (true)'],
      ['tcpOf(socket).reset', 'socket.reset'],
    ],
  ),
  ...of(
    'api/ruling.ts',
    ['world/epochs.test.ts'],
    [['if (trace.epoch.ended) return recorder.abandon(request, reply);', '']],
  ),
  ...of(
    'api/recorder.ts',
    ['world/epochs.test.ts'],
    [['if (trace.operation?.body) trace.epoch.bind(reply.raw);', '']],
  ),
  ...of(
    'control/waiting.ts',
    ['control/verification.test.ts', 'world/requests.test.ts'],
    [
      ['inTurn(onTimeout), timeout)', 'inTurn(onTimeout), timeout / 1000)'],
      ['.sort(([, one], [, other]) => one - other)', ''],
      [
        'if (found >= times && journal.emptied.change + entry.id > latest) break;',
        'if (found >= times) break;',
      ],
      ['      stopWatching();\n', ''],
      ["|| entry.state !== 'running') &&", '|| true) &&'],
    ],
  ),
  ...of(
    'traffic/journal.ts',
    ['traffic/journal.test.ts'],
    [['if (log !== this.#log) return;', 'if (log === undefined) return;']],
  ),
  ...of(
    'traffic/retention.ts',
    ['traffic/journal.test.ts'],
    [
      ['      this.#forget(value);\n', ''],
      ['this.#size > this.#limits.total', 'false'],
      ['this.#detailed !== this.#last', 'this.#detailed !== undefined'],
    ],
  ),
  ...of(
    'traffic/log.ts',
    ['traffic/verification.test.ts'],
    [['this.entries.from(this.#index.last + 1)', '[]']],
  ),
  ...of(
    'traffic/verification.ts',
    ['control/unexpected.test.ts'],
    [['    requests.expect(order.entries);\n', '']],
  ),
  ...of(
    'traffic/words.ts',
    ['api/canary.test.ts'],
    [['rawHeaders: textsOf(headers).flat(),', 'rawHeaders: [],']],
  ),
  ...of(
    'traffic/words.ts',
    ['traffic/expectation.test.ts'],
    [["return member === 'query' && KEY_NAME.test(name) ? MASK : ", 'return ']],
  ),
  ...of(
    'traffic/verification.ts',
    ['traffic/verification.test.ts'],
    [
      ['let unknown = requests.gone(expectation.operation);', 'let unknown = 0;'],
      ['if (holds === undefined) unknown++;', ''],
      ['if (entry.id <= last) continue;', ''],
    ],
  ),
  ...of(
    'traffic/conditions.ts',
    ['traffic/conditions.test.ts'],
    [
      ['(values.length === 0) === absent', 'values.length === 0'],
      ['Object.hasOwn(value, name) ? value[name] : undefined', 'value[name]'],
      ['if (held === undefined) all = undefined;', ''],
      ['if (names.length !== 1) return', 'if (names.length > 1) return'],
    ],
  ),
  ...of(
    'traffic/rules.ts',
    ['traffic/rules.test.ts'],
    [
      ['this.has(id) || reserved.has(id)', 'this.has(id)'],
      ['    this.#index.remove(state);\n', ''],
    ],
  ),
  ...of(
    'traffic/rules.ts',
    ['traffic/rule-order.test.ts'],
    [
      ['keepsPlace ? former.order : this.#first - 1', 'this.#first - 1'],
      ['(request.refused && !refused) ||', ''],
      ['if (action === undefined) continue;', 'if (action === undefined) break;'],
      ['counted.get(fixed.id)', 'undefined'],
    ],
  ),
  ...of(
    'traffic/shadowing.ts',
    ['traffic/shadowing.test.ts'],
    [
      ['if (other.refused && !one.refused) return false;', ''],
      ['probability === 1', 'true'],
      ['return !excludes && ', 'return '],
    ],
  ),
  ...of(
    'traffic/hold-queue.ts',
    ['traffic/rule-hold.test.ts'],
    [
      ['      this.#tickets.delete(ticket);\n      reject', '      reject'],
      ["      signal.removeEventListener('abort', leave);\n", ''],
      ['if (released === count) break;', ''],
    ],
  ),
  ...of(
    'world/sandbox.ts',
    ['control/rules.test.ts'],
    [['  return { clock, rules };', '  return arguments[0];']],
  ),
  ...of(
    'traffic/rule-index.ts',
    ['traffic/rules.test.ts', 'traffic/rule-order.test.ts'],
    [
      ['[...one, ...other].sort(compare)', '[...one, ...other]'],
      ['other.priority - one.priority || ', ''],
    ],
  ),
  ...of(
    'traffic/rule-state.ts',
    ['traffic/rules.test.ts', 'traffic/rule-order.test.ts'],
    [
      ['while ((passed.at(-1) ?? now) > now) passed.pop();', ''],
      ['Math.min(this.acted, actions.length - 1)', '0'],
    ],
  ),
  ...of(
    'world/delay-checks.ts',
    ['world/rule-checks.test.ts'],
    [['if (from <= to) return', 'if (from >= to) return']],
  ),
  ...of(
    'world/rule-checks.ts',
    ['world/rule-checks.test.ts'],
    [['if (ids.has(id)) report', 'if (false) report']],
  ),
  ...of(
    'world/header-checks.ts',
    ['world/rule-checks.test.ts'],
    [
      ["  'transfer-encoding',\n", ''],
      ['OF_THE_CONNECTION.has(name.toLowerCase())', 'OF_THE_CONNECTION.has(name)'],
    ],
  ),
  ...of(
    'world/action-checks.ts',
    ['world/rule-checks.test.ts'],
    [['[204, 205, 304]', '[204, 304]']],
  ),
  ...of(
    'world/references.ts',
    ['world/references.test.ts'],
    [
      ['within ||= key === at;', 'within = true;'],
      ['if (report.full) return;\n          check', 'check'],
    ],
  ),
  ...of('json/value.ts', ['json/value.test.ts'], [['++depth > DEEPEST', '++depth >= DEEPEST']]),
  ...of(
    'control/listening.ts',
    ['control/listening.test.ts'],
    [
      ['this.#failure = undefined;', ''],
      ['Promise.resolve(listener(value)).catch(fail);', 'listener(value);'],
      ['if (!told) console', 'console'],
    ],
  ),
  ...of(
    'http/target.ts',
    ['http/target.test.ts'],
    [
      ['if (hosts > 1) return', 'if (hosts > 2) return'],
      ["if (host === undefined && request.httpVersion === '1.1')", 'if (false)'],
      ["return method === 'OPTIONS' ? undefined", 'return true ? undefined'],
      ["if (authority.includes('@')) {", 'if (false) {'],
      ['headers.host = authority;', ''],
      ["path.startsWith('/') ? path : `/${path}`", 'path'],
    ],
  ),
  ...of(
    'http/listeners.ts',
    ['http/listeners.test.ts', 'start/stop.test.ts', 'app.test.ts'],
    [
      ['if (response === undefined || response.writableFinished) socket.destroy();', 'if (false);'],
      ["else response.setHeader('connection', 'close');", ''],
      [
        "if (response.headersSent) response.once('finish', () => socket.destroySoon());",
        'if (false);',
      ],
      ['if (this.#closing) socket.destroy();', ''],
      ['for (const socket of this.#connections.keys()) socket.destroy();', ''],
      ['if (pending && response.req.complete) makeLast(socket, response);', 'if (false);'],
    ],
  ),
  ...of(
    'http/listeners.ts',
    ['start/stop.test.ts', 'tls/https.test.ts'],
    [
      ['this.#connections.delete(this.#handshakes.below(socket) as Socket);', ''],
      ['await openOther(undefined, plain.port);', ''],
    ],
  ),
  ...of(
    'control/public-url.ts',
    ['tls/https.test.ts'],
    [
      ["return { api: at('https'), control: at('http') };", 'return { api: own, control: own };'],
      ['scheme === protocol ? own : ', ''],
    ],
  ),
  ...of(
    'tls/authority.ts',
    ['tls/authority.test.ts'],
    [
      ['latest < validToDate ? latest : validToDate', 'latest'],
      ['export const SERVER_DAYS = 397;', 'export const SERVER_DAYS = 825;'],
    ],
  ),
  ...of(
    'tls/certificate.ts',
    ['tls/authority.test.ts'],
    [['getUTCFullYear() < 2050 ? 0 : 1', 'getUTCFullYear() ? 1 : 0']],
  ),
  ...of(
    'tls/folder.ts',
    ['tls/folder.test.ts'],
    [
      ['validFromDate <= now && ', ''],
      ['const RENEWAL = 30;', 'const RENEWAL = 0;'],
      ['names.every((name) => hasName(certificate, name))', 'true'],
      [
        'authority = await renewAuthority(authority, now);',
        'authority = await createAuthority(now);',
      ],
      ['if (names[0] !== undefined) {', 'if (false) {'],
      ['if (published === cert) return;', 'return;'],
    ],
  ),
  ...of(
    'tls/folder-files.ts',
    ['tls/folder.test.ts'],
    [
      ['fs.linkSync(temporary, file);', 'fs.renameSync(temporary, file);'],
      ['fs.chmodSync(file, 0o600);', ''],
      ['fs.writeFileSync(temporary, text, { mode,', 'fs.writeFileSync(temporary, text, {'],
    ],
  ),
  ...of(
    'tls/secure-servers.ts',
    ['tls/faults.test.ts'],
    [
      ['for (const server of this.#servers) server.setSecureContext(this.#context());', ''],
      ['this.fault = this.#initial;', 'this.fault = null;'],
      ['return { ...VERSIONS, ', 'return { ticketKeys: Buffer.alloc(48), ...VERSIONS, '],
    ],
  ),
  ...of(
    'tls/own.ts',
    ['tls/own.test.ts'],
    [
      [
        'if (!certificate.checkPrivateKey(parseKey(files.key, key))) {',
        'parseKey(files.key, key); if (false) {',
      ],
      ['validFromDate <= now && now <= validToDate', 'true'],
    ],
  ),
  ...of(
    'cli/roots.ts',
    ['cli/trust.test.ts'],
    [
      ['system.length > 0 ? system : tls.rootCertificates', 'system'],
      ['[...roots, ...named]', '[...roots]'],
    ],
  ),
  ...of(
    'cli/java-trust.ts',
    ['cli/trust.test.ts'],
    [
      ['givenStore(given) ?? ', ''],
      ['.at(-1)?.[1]', '[0]?.[1]'],
    ],
  ),
  ...of(
    'http/unread-body.ts',
    ['http/unread-body.test.ts'],
    [
      ['if (request.complete || request.destroyed || !announcesBody(request)) {', 'if (true) {'],
      ['this.flushHeaders();', ''],
      ['if (bytes > limits.bytes) stop(false);', ''],
      ['if (!whole) request.socket.destroySoon();', ''],
    ],
  ),
  ...of(
    'api/prefer.ts',
    ['api/prefer.test.ts'],
    [
      ["quoted?.replaceAll(/\\\\(.)/g, '$1')", 'quoted'],
      ['!preferences.has(name.toLowerCase())', 'true'],
    ],
  ),
  ...of(
    'api/ruling.ts',
    ['start/stop.test.ts'],
    [['AbortSignal.any([gone.signal, closing,', 'AbortSignal.any([gone.signal,']],
  ),
  ...of(
    'report/outcomes.ts',
    ['report/outcomes.test.ts'],
    [
      ["span.ended || stopping ? 'ended' : 'aborted'", "stopping ? 'ended' : 'aborted'"],
      ["action.perform ? 'lost' : action.action", 'action.action'],
      ['status === 429 || ', ''],
      ['[501, 505]', '[501]'],
      ["return span.ended || stopping ? 'fine' : 'open';", "return 'open';"],
    ],
  ),
  ...of(
    'report/facts.ts',
    ['report/outcomes.test.ts'],
    [
      ["code === 'requete_invalide' || simulated ?", "code === 'requete_invalide' ?"],
      ['Number.isInteger(value)', "typeof value === 'number'"],
      ["if (!query.get('key'))", "if (!query.has('key'))"],
      ['&& !Object.hasOwn(known, name)', ''],
    ],
  ),
  ...of(
    'report/signature.ts',
    ['report/outcomes.test.ts'],
    [
      ['later.body === undefined && !refused', 'later.body === undefined'],
      ['earlier.body === undefined || ', ''],
    ],
  ),
  ...of(
    'report/half-years.ts',
    ['report/half-years.test.ts'],
    [
      ['if (pull.at < start) continue;', ''],
      ['Math.min(pull.at, end)', 'end'],
      ['at < (pulls[index - 1]?.at ?? at) ? [index] : []', '[]'],
      ['pull.witness.expected && later.witness.expected', 'later.witness.expected'],
    ],
  ),
  ...of(
    'report/scope.ts',
    ['report/collector.test.ts'],
    [
      ['(until ?? after) + WINDOW', 'Number.POSITIVE_INFINITY'],
      ['after < later.start && ', ''],
      ['else if (this.#simulated > 0) this.#remember(later);', ''],
    ],
  ),
  ...of(
    'report/collector.ts',
    ['report/collector.test.ts'],
    [
      ['if (observation.span.ended) this.#settled.add(observation);', 'if (false) continue;'],
      ['    this.unjudged += dropped;\n', ''],
      ['this.#seen.add(span);', ''],
    ],
  ),
  ...of(
    'report/summary.ts',
    ['report/collector.test.ts'],
    [
      ['const named = witness.expected || ', 'const named = '],
      ['if (group.examples.length < EXAMPLES) ', ''],
    ],
  ),
  ...of(
    'report/scope.ts',
    ['report/next-steps.test.ts'],
    [
      ['start < until - TOLERANCE', 'start > until - TOLERANCE'],
      ["sense === 'open' && method === 'POST'", "sense === 'open'"],
      ['(subject === null || subject === about?.subject)', 'true'],
    ],
  ),
  ...of(
    'report/observation.ts',
    ['report/next-steps.test.ts'],
    [["attempt > 1 ? 'exhausted' : 'gave-up'", "'gave-up'"]],
  ),
  ...of(
    'traffic/journal.ts',
    ['report/next-steps.test.ts'],
    [['if (entry.witness) entry.witness.expected = true;', '']],
  ),
  ...of(
    'report/paths-shown.ts',
    ['report/secrets.test.ts'],
    [
      ['NAME.test(name) && redaction.text(name) === name', 'NAME.test(name)'],
      ['redaction.text(`${value}`) === `${value}` ?', 'true ?'],
    ],
  ),
  ...of(
    'report/files.ts',
    ['report/files.test.ts'],
    [
      [
        "if (fs.readFileSync(file, 'utf8').slice(0, HEAD).includes(GENERATOR)) continue;",
        'continue;',
      ],
      ['fs.rmSync(`${file}.new`, { force: true });', ''],
    ],
  ),
];
