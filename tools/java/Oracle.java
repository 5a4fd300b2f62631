import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * What Java Avro makes of payloads. Each line of the input is {"writer": schema, "reader": schema, "payload": hex};
 * each line of the output is {"value": ...} or {"error": text}. Values are plain: no logical type is applied. Without a
 * payload the value is whether Java Avro calls the two schemas compatible. To {"schema": schema} alone it is the schema's
 * text as Java Avro writes it.
 */
public final class Oracle {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      ObjectNode answer = JSON.objectNode();
      try {
        answer.set("value", read(mapper.readTree(line)));
      } catch (RuntimeException | java.io.IOException | StackOverflowError fault) {
        answer.put("error", String.valueOf(fault));
      }
      out.println(mapper.writeValueAsString(answer));
    }
    out.flush();
  }

  private static JsonNode read(JsonNode question) throws java.io.IOException {
    if (question.has("schema")) {
      return JSON.textNode(new Schema.Parser().parse(question.get("schema").toString()).toString());
    }
    Schema writer = new Schema.Parser().parse(question.get("writer").toString());
    Schema reader = new Schema.Parser().parse(question.get("reader").toString());
    if (!question.has("payload")) {
      var said = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
      return JSON.booleanNode(said == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    }
    byte[] payload = HexFormat.of().parseHex(question.get("payload").asText());
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(payload, null);
    Object value = new GenericDatumReader<Object>(writer, reader).read(null, decoder);
    if (!decoder.isEnd()) {
      throw new java.io.IOException("bytes are left");
    }
    return shown(value);
  }

  private static JsonNode shown(Object value) {
    if (value == null) {
      return JSON.nullNode();
    }
    if (value instanceof Boolean truth) {
      return JSON.booleanNode(truth);
    }
    if (value instanceof Integer || value instanceof Long) {
      return JSON.numberNode(((Number) value).longValue());
    }
    if (value instanceof Float || value instanceof Double) {
      long bits = Double.doubleToLongBits(((Number) value).doubleValue());
      return JSON.objectNode().put("double", String.format("%016x", bits));
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return JSON.objectNode().put("bytes", HexFormat.of().formatHex(bytes));
    }
    if (value instanceof GenericFixed fixed) {
      return JSON.objectNode().put("bytes", HexFormat.of().formatHex(fixed.bytes()));
    }
    if (value instanceof Iterable<?> items) {
      ArrayNode list = JSON.arrayNode();
      items.forEach(item -> list.add(shown(item)));
      return list;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode entries = JSON.objectNode();
      map.forEach((key, item) -> entries.set(key.toString(), shown(item)));
      return JSON.objectNode().set("map", entries);
    }
    if (value instanceof IndexedRecord record) {
      ObjectNode fields = JSON.objectNode();
      for (Schema.Field field : record.getSchema().getFields()) {
        fields.set(field.name(), shown(record.get(field.pos())));
      }
      return JSON.objectNode().set("record", fields);
    }
    return JSON.textNode(value.toString());
  }
}
