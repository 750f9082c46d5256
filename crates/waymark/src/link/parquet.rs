//! Parquet, in and out, as the same table of texts that CSV gives: whoever reads records need not know which it was.
//! Must not know what the cells mean.

use std::sync::Arc;

use jiff::{SignedDuration, civil};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::record::Field;
use parquet::schema::types::Type;

use super::csv::Table;

/// Whole numbers beyond this are not told apart by a float.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Reads a whole file. Nulls are empty cells; days and times are YYYY-MM-DD; floats must be whole. Row 1 is the first, as line 2 is in CSV.
///
/// Errors name the column, and the row if it is one cell's fault.
pub(crate) fn read<R: ChunkReader + 'static>(file: R) -> Result<Table, String> {
    let told = |e: ParquetError| format!("this is no Parquet that can be read ({e})");
    let reader = SerializedFileReader::new(file).map_err(told)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut heading = Vec::new();
    let mut nanoseconds = Vec::new();
    for field in schema.root_schema().get_fields() {
        let name = field.name();
        refused(field)
            .map_or(Ok(()), |what| Err(format!("column {name:?} holds {what}: texts, whole numbers, days and times are read")))?;
        nanoseconds.push(matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::Timestamp(t)) if t.unit == TimeUnit::NANOS));
        heading.push(name.to_owned());
    }
    let mut rows = Vec::new();
    for (n, row) in reader.get_row_iter(None).map_err(told)?.enumerate() {
        let mut cells = Vec::with_capacity(heading.len());
        for ((name, field), nanoseconds) in row.map_err(told)?.into_columns().into_iter().zip(&nanoseconds) {
            cells.push(cell(field, *nanoseconds).map_err(|what| format!("row {}, column {name:?}: {what}", n + 1))?);
        }
        rows.push((n + 2, cells));
    }
    Ok(Table { heading, rows })
}

/// What a column holds that is not read.
fn refused(field: &Type) -> Option<String> {
    let info = field.get_basic_info();
    if !field.is_primitive() || info.has_repetition() && info.repetition() == Repetition::REPEATED {
        return Some("lists or parts".to_owned());
    }
    let text = matches!(info.converted_type(), ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON)
        || matches!(info.logical_type_ref(), Some(LogicalType::String));
    match (field.get_physical_type(), info.converted_type()) {
        (_, ConvertedType::DECIMAL) => Some("decimals".to_owned()),
        (_, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => Some("times of day".to_owned()),
        (Physical::INT64, _) if matches!(info.logical_type_ref(), Some(LogicalType::Time { .. })) => Some("times of day".to_owned()),
        (Physical::INT32 | Physical::INT64 | Physical::FLOAT | Physical::DOUBLE, _) => None,
        (Physical::BYTE_ARRAY, _) if text => None,
        (Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY, _) => Some("bytes".to_owned()),
        (other, _) => Some(other.to_string()),
    }
}

fn cell(field: Field, nanoseconds: bool) -> Result<String, String> {
    // Whole days since 1970, at or before.
    let day = |days: i64| {
        let day = civil::date(1970, 1, 1).checked_add(SignedDuration::from_hours(days.saturating_mul(24)));
        day.map(|d| d.to_string()).map_err(|_| "a day beyond the calendar".to_owned())
    };
    match field {
        Field::Null => Ok(String::new()),
        Field::Str(text) => Ok(text),
        Field::Long(n) if nanoseconds => day(n.div_euclid(86_400_000_000_000)),
        Field::Byte(n) => Ok(n.to_string()),
        Field::Short(n) => Ok(n.to_string()),
        Field::Int(n) => Ok(n.to_string()),
        Field::Long(n) => Ok(n.to_string()),
        Field::UByte(n) => Ok(n.to_string()),
        Field::UShort(n) => Ok(n.to_string()),
        Field::UInt(n) => Ok(n.to_string()),
        Field::ULong(n) => Ok(n.to_string()),
        Field::Float(n) => whole(n.into()),
        Field::Double(n) => whole(n),
        Field::Date(days) => day(days.into()),
        Field::TimestampMillis(n) => day(n.div_euclid(86_400_000)),
        Field::TimestampMicros(n) => day(n.div_euclid(86_400_000_000)),
        other => Err(format!("{other} is not read")),
    }
}

/// Programs that know no missing whole number write floats.
fn whole(n: f64) -> Result<String, String> {
    match n {
        n if n.is_nan() => Ok(String::new()),
        n if n.fract() == 0.0 && n.abs() < WHOLE => Ok(format!("{n:.0}")),
        n => Err(format!("{n} is no whole number")),
    }
}

/// Columns of texts as a file.
pub(crate) fn write(columns: &[(String, Vec<Option<String>>)]) -> Result<Vec<u8>, String> {
    written(columns).map_err(|e| e.to_string())
}

fn written(columns: &[(String, Vec<Option<String>>)]) -> Result<Vec<u8>, ParquetError> {
    let field = |(name, _): &(String, Vec<Option<String>>)| {
        let of = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(Repetition::OPTIONAL);
        of.with_logical_type(Some(LogicalType::String)).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Type::group_type_builder("schema").with_fields(fields).build()?;
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, Arc::new(schema), Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (_, cells) in columns {
        let Some(mut column) = group.next_column()? else { break };
        let there: Vec<i16> = cells.iter().map(|c| i16::from(c.is_some())).collect();
        let texts: Vec<ByteArray> = cells.iter().flatten().map(|c| ByteArray::from(c.as_str())).collect();
        column.typed::<ByteArrayType>().write_batch(&texts, Some(&there), None)?;
        column.close()?;
    }
    group.close()?;
    file.close()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Write;

    use super::*;

    fn file(bytes: &[u8]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn what_was_written_is_read() {
        let columns =
            [("id".to_owned(), vec![Some("1".to_owned()), Some("2".to_owned())]), ("näme".to_owned(), vec![None, Some("Zoë".to_owned())])];
        let bytes = write(&columns).unwrap();
        let table = read(file(&bytes)).unwrap();
        assert_eq!(table.heading, ["id", "näme"]);
        assert_eq!(table.rows, [(2, vec!["1".into(), String::new()]), (3, vec!["2".into(), "Zoë".into()])]);
        assert!(read(file(b"id,name\n1,a\n")).is_err());
    }

    #[test]
    fn cells_become_texts_or_are_refused() {
        let text = |field| cell(field, false);
        assert_eq!(text(Field::Date(-1)).unwrap(), "1969-12-31");
        assert_eq!(text(Field::TimestampMillis(86_400_000)).unwrap(), "1970-01-02");
        assert_eq!(cell(Field::Long(86_400_000_000_000), true).unwrap(), "1970-01-02");
        assert_eq!(text(Field::Double(12.0)).unwrap(), "12");
        assert_eq!(text(Field::Double(f64::NAN)).unwrap(), "");
        assert!(text(Field::Double(1.5)).is_err() && text(Field::Bool(true)).is_err());
    }
}
