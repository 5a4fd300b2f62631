"""What protoc refuses, and what is refused before protoc sees it.

# protobuf-compiler
A file at which protoc itself fails.

## Why
protoc crashed, or took too long, at this text. It is not compiled at all, rather than partly.

# protobuf-duplicate
Two declarations that share a name or a number.

## Why
On the wire a field is its number: two fields of one number read each other's values.

## Fails
```protobuf schemas/shop/v1/a.proto
syntax = "proto3";
package shop.v1;
message A { string one = 1; string two = 1; }
```

# protobuf-file-name
A file whose name protoc would not take as it stands.

# protobuf-import
An import that leads to no file, or back to itself.

## Why
Imports are relative to the folder of schemas, and never leave it.

## Fails
```protobuf schemas/shop/v1/a.proto
syntax = "proto3";
package shop.v1;
import "shop/v1/missing.proto";
message A { string one = 1; }
```

# protobuf-invalid
What the Protobuf language refuses for any other reason; the words are protoc's.

## Fails
```protobuf schemas/shop/v1/a.proto
syntax = "proto3";
package shop.v1;
enum Size { SIZE_SMALL = 1; }
```

# protobuf-no-syntax
A file that does not say which Protobuf it is.

## Why
Without `syntax` or `edition` it is read as proto2, where fields mean something else.

## Fails
```protobuf schemas/shop/v1/a.proto
package shop.v1;
message A { optional string one = 1; }
```

# protobuf-package
A file in a package that is Protobuf's own.

## Why
The library brings `google.protobuf` with it. A second definition of its types would be refused at import.

## Fails
```protobuf schemas/shop/v1/a.proto
syntax = "proto3";
package google.protobuf;
message A { string one = 1; }
```

# protobuf-syntax
Text that is not Protobuf.

## Fails
```protobuf schemas/shop/v1/a.proto
syntax = "proto3";
message A { string one 1; }
```

# protobuf-too-deep
Messages that nest deeper than any language allows.

## Why
Everything that is read has a limit, so that no file can hold the compiler up.

# protobuf-too-large
A file that is too large for protoc to read safely.

## Why
Everything that is read has a limit, so that no file can hold the compiler up.

# protobuf-unknown-type
A type that neither this file nor its imports define.

## Fails
```protobuf schemas/shop/v1/a.proto
syntax = "proto3";
package shop.v1;
message A { Size size = 1; }
```

# protobuf-unsupported
A file that the Protobuf library of Python does not take.

## Why
The generated package hands it to that library, which then decides.

# protobuf-unused-import
An import of which nothing is used.

## Fails
```protobuf schemas/shop/v1/a.proto
syntax = "proto3";
package shop.v1;
import "google/protobuf/timestamp.proto";
message A { string one = 1; }
```
"""

from __future__ import annotations

PAGES = __doc__
