import type { FastifyInstance } from 'fastify';

/** The path of the certificate of the authority. */
export const CA_PATH = '/ca.pem';

/** Serves the certificate of the authority, in PEM. */
export async function authority(
  app: FastifyInstance,
  { ca }: { readonly ca: string },
): Promise<void> {
  app.route({
    method: ['GET', 'HEAD'],
    url: CA_PATH,
    // RFC 8555 §9.1
    handler: async (_request, reply) => reply.type('application/pem-certificate-chain').send(ca),
  });
}
