import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A certificate (X.509, PEM) that its own key signed, and the key. */
export function selfSigned(valid: { from: Date; until: Date }): {
  certificate: string
  key: KeyObject
} {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const algorithm = sequence(Buffer.from('06092a864886f70d01010b0500', 'hex'))
  const name = sequence(
    der(0x31, sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('test')))),
  )
  const body = sequence(
    der(0xa0, Buffer.from('020102', 'hex')),
    Buffer.from('020101', 'hex'),
    algorithm,
    name,
    sequence(time(valid.from), time(valid.until)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
  )
  const signature = der(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]))
  const base64 = sequence(body, algorithm, signature).toString('base64')
  const lines = base64.match(/.{1,64}/g)?.join('\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey,
  }
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts))
}

function time(at: Date): Buffer {
  return der(
    0x18,
    Buffer.from(`${at.toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`, 'ascii'),
  )
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const head =
    length < 128
      ? Buffer.of(tag, length)
      : length < 256
        ? Buffer.of(tag, 0x81, length)
        : Buffer.of(tag, 0x82, length >> 8, length & 255)
  return Buffer.concat([head, content])
}
