/** What README.fr.md says of each option: what it does, and what holds without it. */
export const OPTIONS_IN_FRENCH: Readonly<
  Record<string, readonly [help: string, otherwise: string]>
> = {
  port: ['le port d’écoute ; 0 en prend un libre', '3000'],
  host: ['l’adresse d’écoute ; 0.0.0.0 les prend toutes', '127.0.0.1'],
  database: [
    'garder l’état dans ce fichier SQLite ; un redémarrage reprend où l’on en était',
    'en mémoire',
  ],
  fixtures: ['servir les données de ce dossier', 'les données fournies'],
  generate: [
    'inventer des partenaires jusqu’à ce nombre, et des propositions de leur part ; 10000000 au plus',
    'ceux des données seulement',
  ],
  seed: ['quels partenaires sont inventés : la même graine donne les mêmes', '1'],
  reseed: ['oublier ce que contient la base et repartir des données', 'non'],
  'documented-only': ['ne servir que ce que le document décrit ; le reste répond 501', 'non'],
  path: [
    'déplacer une opération de niveau « nommé », par exemple listUsers=/partenaires ; répétable',
    'ceux du tableau des opérations',
  ],
  docs: ['se passer de Swagger UI et du document OpenAPI', 'ils sont servis'],
  control: ['se passer du plan de contrôle', 'il est servi'],
  'control-token': [
    'ce que doivent envoyer les clients du plan de contrôle (« Authorization: Bearer … ») ; nécessaire quand --host peut être joint d’ailleurs',
    'aucun',
  ],
  'control-open': ['laisser quiconque joint le serveur le contrôler, sans jeton', 'non'],
  now: [
    'l’heure de départ de l’horloge, par exemple 2016-03-14T09:26:53Z ; elle avance à partir de là',
    'l’heure de la machine',
  ],
  'log-level': ['ce qui est journalisé : silent, error, warn, info, debug', 'info'],
  'log-format': ['la forme du journal : json ou pretty', 'pretty sur un terminal, json ailleurs'],
};
